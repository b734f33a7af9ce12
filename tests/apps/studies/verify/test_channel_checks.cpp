// The rows of `ohmimo verify channel`: models pass, and one planted error per quantity fails in the row that is about
// it.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "apps/studies/verify/channel_checks.hpp"
#include "channel/tr38901/tdl.hpp"

namespace test_channel_checks {

using namespace ohmimo;
using namespace ohmimo::verify;

using Distortion = std::function<void(std::span<const double> time_s, PathSet&)>;

class Distorted final : public PathModel {
 public:
  Distorted(std::unique_ptr<PathModel> right, Distortion distortion)
      : right_(std::move(right)), distortion_(std::move(distortion)) {}

  void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) override {
    right_->draw(id, time_s, paths);
    distortion_(time_s, paths);
  }
  std::string summary() const override { return right_->summary(); }

 private:
  std::unique_ptr<PathModel> right_;
  Distortion distortion_;
};

ScenePathMaker distorted(std::string_view name, Distortion distortion) {
  return [name, distortion](const ChannelShape& shape, const Scene& scene) {
    return std::make_unique<Distorted>(make_tapped_delay_line(name, shape, scene), distortion);
  };
}

// Another scene than the one asked for.
ScenePathMaker in_scene(std::string_view name, const std::function<void(Scene&)>& change) {
  return [name, change](const ChannelShape& shape, Scene scene) {
    change(scene);
    return make_tapped_delay_line(name, shape, scene);
  };
}

std::string failed_rows(std::string_view name, const ScenePathMaker& make) {
  std::string names;
  for (const Check& check : tdl_checks(name, make, {}))
    if (check_status(check) == CheckStatus::fail) names += check.name + "; ";
  return names;
}

bool seen_in(const std::string& failed, std::string_view row) {
  return failed.find(row) != std::string::npos;
}

// Multiplies one path of every user, at all times.
void scale_path(PathSet& paths, std::size_t path, std::complex<float> factor) {
  for (std::size_t t = 0; t < paths.n_time; ++t)
    for (std::size_t user = 0; user < paths.n_user; ++user)
      for (auto& g : paths.gains(t, user, path)) g *= factor;
}

TEST_CASE("every tapped delay line passes") {
  for (const CheckGroup& group : channel_check_groups()) {
    const std::vector<Check> checks = group.run({});
    CHECK(checks.size() >= 21);
    for (const Check& check : checks) {
      INFO(group.name << ": " << check.name << " measured " << check.measured << " for " << check.expected.value);
      CHECK(check_status(check) == CheckStatus::pass);
    }
  }
}

TEST_CASE("a row 2 % too strong is seen in the powers") {
  const auto wrong = distorted("epa", [](auto, PathSet& paths) { scale_path(paths, 1, 1.01f); });
  CHECK(seen_in(failed_rows("epa", wrong), "powers: worst row"));
}

TEST_CASE("a row of constant amplitude is seen in the fourth moment alone among the rows") {
  const auto wrong = distorted("epa", [](auto, PathSet& paths) {
    for (auto& g : paths.gain) g /= std::max(1e-6f, std::abs(g));
    for (std::size_t path = 0; path < paths.n_path; ++path)
      scale_path(paths, path, static_cast<float>(std::sqrt(paths.power[paths.row(0, path)])));
  });
  const std::string failed = failed_rows("epa", wrong);
  CHECK(seen_in(failed, "E|g|^4"));
  CHECK_FALSE(seen_in(failed, "powers: worst row"));
}

TEST_CASE("delays 2 % too long are seen in mean, spread and frequency correlation") {
  const auto wrong = distorted("eva", [](auto, PathSet& paths) {
    for (double& delay : paths.delay_s) delay *= 1.02;
  });
  const std::string failed = failed_rows("eva", wrong);
  CHECK(seen_in(failed, "mean delay"));
  CHECK(seen_in(failed, "rms delay"));
  CHECK(seen_in(failed, "E[H(f) H*(0)]"));
}

TEST_CASE("one delay of another row is seen") {
  const auto wrong = distorted("tdla30", [](auto, PathSet& paths) {
    for (std::size_t user = 0; user < paths.n_user; ++user)
      std::swap(paths.delay_s[paths.row(user, 5)], paths.delay_s[paths.row(user, 8)]);
  });
  CHECK(seen_in(failed_rows("tdla30", wrong), "rms delay"));
}

TEST_CASE("frequency with the wrong sign is seen in the imaginary part") {
  const auto wrong = distorted("tdlc300", [](auto, PathSet& paths) {
    for (double& delay : paths.delay_s) delay = -delay;
  });
  CHECK(seen_in(failed_rows("tdlc300", wrong), "MHz, imaginary"));
}

TEST_CASE("K of the first tap in place of that of the profile is seen; so is K 0.2 dB off") {
  for (const char* k_db : {"13.3", "9.18"}) {
    const auto wrong = in_scene("tdl-d", [k_db](Scene& scene) { scene.k_factor_db = k_db; });
    CHECK(seen_in(failed_rows("tdl-d", wrong), "K over all rows"));
  }
}

TEST_CASE("Doppler 3 % too fast is seen, and with the wrong sign where there is a line of sight") {
  const auto fast = in_scene("etu", [](Scene& scene) { scene.speed_m_s *= 1.03; });
  CHECK(seen_in(failed_rows("etu", fast), "ms, real"));
  const auto backwards = distorted("tdl-e", [](auto, PathSet& paths) {
    for (auto& g : paths.gain) g = std::conj(g);
  });
  CHECK(seen_in(failed_rows("tdl-e", backwards), "ms, imaginary"));
}

TEST_CASE("antennas of another correlation are seen, and a line of sight that differs between antennas") {
  const auto none = in_scene("tdlb100", [](Scene& scene) { scene.correlation = "low"; });
  CHECK(seen_in(failed_rows("tdlb100", none), "correlation high, real"));
  const auto weaker = in_scene("tdlb100", [](Scene& scene) {
    if (scene.correlation == "high") scene.correlation = "exp:0.97";
  });
  CHECK(seen_in(failed_rows("tdlb100", weaker), "correlation high, real"));
  const auto turned = distorted("tdld30", [](auto, PathSet& paths) {
    for (std::size_t user = 0; user < paths.n_user; ++user)
      for (std::size_t rx = 0; rx < paths.n_rx; ++rx)
        paths.gains(0, user, 0)[rx] *= std::polar(1.f, 0.3f * static_cast<float>(rx));
  });
  CHECK(seen_in(failed_rows("tdld30", turned), "correlation low, imaginary"));
}

TEST_CASE("a row that is missing is seen") {
  const auto wrong = [](const ChannelShape& shape, const Scene& scene) {
    return make_tapped_delay_line("etu", shape, scene);
  };
  CHECK(seen_in(failed_rows("epa", wrong), "number of rows"));
}

}  // namespace test_channel_checks
