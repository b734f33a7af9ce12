// What the receiver believes against the true channel.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "channel/uplink.hpp"
#include "phy/units.hpp"
#include "tests/about.hpp"

namespace test_csi {

using namespace ohmimo;

struct Draw {
  UplinkFrame frame;
  FrameTruth truth;
};

UplinkConfig with_csi(UplinkConfig config, std::string_view csi) {
  config.csi = csi_spec(csi);
  return config;
}

Draw draw(const UplinkConfig& config, const FrameId& id, double noise_var) {
  Draw d;
  Uplink(config, make_constellation("16qam")).generate(id, noise_var, d.frame, d.truth);
  return d;
}

bool same(const MatrixBatch& a, const MatrixBatch& b) {
  for (std::size_t c = 0; c < a.n_channel(); ++c)
    if (!arma::approx_equal(a.matrix(c), b.matrix(c), "absdiff", 0.0)) return false;
  return a.n_channel() == b.n_channel();
}

TEST_CASE("csi as text") {
  CHECK(csi_spec("perfect").is_perfect());
  CHECK(csi_spec("error:0").error_var == 1.0);
  CHECK(csi_spec("error:20").error_var == about(0.01));
  CHECK_FALSE(csi_spec("error:200").is_perfect());
  CHECK(csi_spec("error:200").kind == CsiKind::error);
  CHECK_FALSE(csi_spec("error:20").uses_pilots());
  CHECK_FALSE(csi_spec("perfect").uses_pilots());
  for (const auto& [word, kind] : estimator_kind_words) {
    const CsiSpec csi = csi_spec(word);
    CHECK(csi.text == word);
    CHECK(csi.uses_pilots());
    CHECK_FALSE(csi.is_perfect());
    CHECK(csi.error_var == 0.0);
    CHECK(csi.estimator() == kind);
  }
}

TEST_CASE("the error of the estimate has the power asked for, of every user, and no part of the channel") {
  const int n_rx = 16, n_user = 3, n_channel = 512;
  const double error_var = 0.05;
  UplinkConfig config{n_rx, n_user, n_channel, 1, {}, 10.0, false};
  config.csi = {"", error_var};
  const Draw d = draw(config, {11, 0, 3}, 0.1);
  CHECK(d.frame.error_var == about(error_var, 1e-7));
  for (int u = 0; u < n_user; ++u) {
    double power = 0.0;
    std::complex<double> common = 0.0;
    for (int c = 0; c < n_channel; ++c)
      for (int b = 0; b < n_rx; ++b) {
        const std::complex<double> h = true_channel(d.frame, d.truth).get(c, b, u),
                                   e = std::complex<double>(d.frame.h.get(c, b, u)) - h;
        power += std::norm(e) / (n_channel * n_rx);
        common += e * std::conj(h) / (1.0 * n_channel * n_rx);
      }
    // |e|^2 is exponential: it deviates by its mean. Deviation of e conj(h): sqrt(error_var gain), gain below 2.4.
    const double deviations = 4.0 / std::sqrt(1.0 * n_channel * n_rx);
    CHECK(std::abs(power / error_var - 1.0) < deviations);
    CHECK(std::abs(1.1 * power / error_var - 1.0) > deviations);  // 10 % more power would be seen
    CHECK(std::abs(common) < deviations * std::sqrt(2.4 * error_var));
  }
}

TEST_CASE("the true channel, bits and noise do not depend on what the receiver knows") {
  const UplinkConfig config{6, 2, 19, 3, {}, 6.0, false};
  const Draw known = draw(config, {5, 1, 2}, 0.5), believed = draw(with_csi(config, "error:10"), {5, 1, 2}, 0.5);
  CHECK(same(true_channel(known.frame, known.truth), true_channel(believed.frame, believed.truth)));
  CHECK(same(known.frame.h, true_channel(known.frame, known.truth)));
  CHECK(same(known.frame.y, believed.frame.y));
  CHECK(same(known.truth.x, believed.truth.x));
  CHECK_FALSE(same(known.frame.h, believed.frame.h));
  CHECK(same(believed.frame.h, draw(with_csi(config, "error:10"), {5, 1, 2}, 0.5).frame.h));
  CHECK_FALSE(same(believed.frame.h, draw(with_csi(config, "error:10"), {5, 1, 3}, 0.5).frame.h));
  CHECK(known.frame.effective_noise_var() == known.frame.noise_var);
  CHECK(believed.frame.effective_noise_var() == about(0.5 + 2 * 0.1, 1e-6));
}

TEST_CASE("memory used again forgets the estimate of the frame before") {
  const UplinkConfig config{6, 2, 19, 3, {}, 0.0, false};
  Draw d = draw(with_csi(config, "error:10"), {5, 1, 2}, 0.5);
  Uplink(config, make_constellation("16qam")).generate({5, 1, 2}, 0.5, d.frame, d.truth);
  CHECK(same(d.frame.h, true_channel(d.frame, d.truth)));
  CHECK(d.frame.error_var == 0.f);
}

TEST_CASE("a fixed channel is estimated once") {
  const UplinkConfig config = with_csi({6, 2, 1, 3, {}, 0.0, true}, "error:10");
  CHECK(same(draw(config, {5, 1, 2}, 0.5).frame.h, draw(config, {5, 4, 7}, 0.5).frame.h));
}

TEST_CASE("an error that vanishes is perfect knowledge bit for bit") {
  const UplinkConfig config{6, 2, 19, 3, {}, 0.0, false};
  const Draw known = draw(config, {5, 1, 2}, 0.5), nearly = draw(with_csi(config, "error:200"), {5, 1, 2}, 0.5);
  CHECK(same(known.frame.h, nearly.frame.h));
  CHECK(same(known.frame.y, nearly.frame.y));
  CHECK(known.frame.effective_noise_var() == nearly.frame.effective_noise_var());
}

TEST_CASE("exact statistics need a receiver that knows the channel") {
  UplinkConfig config{4, 2, 16, 1, {}, 0.0, false, true};
  CHECK_NOTHROW(Uplink(config, make_constellation("qpsk")));
  config.csi = csi_spec("error:20");
  CHECK_THROWS_WITH_AS(Uplink(config, make_constellation("qpsk")), doctest::Contains("csi error:20"),
                       std::invalid_argument);
}

}  // namespace test_csi
