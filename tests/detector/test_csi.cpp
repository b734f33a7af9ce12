// Detectors that believe in a channel with errors: what they claim and what is seen.
#include <algorithm>
#include <cmath>

#include "tests/about.hpp"
#include "tests/detector/detector_case.hpp"

namespace test_csi {

using namespace ohmimo;
using namespace ohmimo::detector_test;

DrawnFrame scene_with_error(int n_rx, int n_user, int n_channel, double error_var, double noise_var) {
  UplinkConfig config{n_rx, n_user, n_channel, 4, {}, 0.0, false};
  config.csi = {"", error_var};
  return scene(config, noise_var);
}

struct Mean {
  double sum = 0.0, squares = 0.0;
  int n = 0;
  void add(double value) { sum += value, squares += value * value, ++n; }
  double value() const { return sum / n; }
  double standard_error() const { return std::sqrt((squares / n - value() * value()) / (n - 1)); }
};

// Of the vectors of a channel, which share its errors: one value per channel.
struct Errors {
  Mean seen, claimed;
};
Errors errors_of(const Estimate& estimate, const DrawnFrame& s) {
  Errors errors;
  const std::size_t n_user = estimate.x.rows(), n_vector = estimate.x.cols();
  for (std::size_t c = 0; c < estimate.x.n_channel(); ++c) {
    double seen = 0.0, claimed = 0.0;
    for (std::size_t u = 0; u < n_user; ++u)
      for (std::size_t v = 0; v < n_vector; ++v) {
        seen += std::norm(estimate.x.get(c, u, v) - s.truth.x.get(c, u, v));
        claimed += estimate.var.get(c, u, v);
      }
    errors.seen.add(seen / static_cast<double>(n_user * n_vector));
    errors.claimed.add(claimed / static_cast<double>(n_user * n_vector));
  }
  return errors;
}

Estimate detected(const std::string& name, const UplinkFrame& frame, float noise_var) {
  DetectorConfig config = named(name);
  config.cycles = {6};
  config.solver.fidelity = rram::fidelity_from_name("quantised");
  const auto detector = make_detector(config);
  std::vector<Estimate> out(1);
  detector->prepare(frame.h, noise_var, frame.id);
  detector->detect(frame.y, out);
  return out[0];
}

// H_hat = H + E has entries of power 1 + s, and E = c H_hat + F with c = s/(1 + s) and F independent of H_hat, of power
// c. So x_hat - x = H_hat^+ (w - E x) = -c x + H_hat^+ (w - F x): given H_hat of power c^2 + (N0 + U c) d_k. The mean
// of d_k = [(H_hat^H H_hat)^-1]_kk is 1/((1 + s)(B - U)). The detector claims (N0 + U s) d_k: it takes E x for noise
// of its own, which is right but for c^2 and s in place of c.
TEST_CASE("zero forcing with an estimated channel follows its closed form, and so does what it claims") {
  const double noise_var = 0.05, error_var = 0.02, part = error_var / (1 + error_var);
  for (const auto& [rx, users] : {std::pair{16, 1}, {16, 4}, {32, 6}}) {
    const int n_rx = rx, n_user = users;
    CAPTURE(n_user);
    const DrawnFrame s = scene_with_error(n_rx, n_user, 1024, error_var, noise_var);
    const double mean_d = 1.0 / ((1 + error_var) * (n_rx - n_user));
    const double seen = part * part + (noise_var + n_user * part) * mean_d;
    const double claimed = (noise_var + n_user * error_var) * mean_d;
    for (const char* name : {"zf", "reference", "rram-zf"}) {
      CAPTURE(name);
      const Errors errors = errors_of(detected(name, s.frame, s.frame.effective_noise_var()), s);
      CHECK(std::abs(errors.seen.value() - seen) < 4 * errors.seen.standard_error());
      CHECK(std::abs(errors.claimed.value() - claimed) < 4 * errors.claimed.standard_error());
      // Planted: a receiver that forgets the error of its channel claims too little by far.
      const Errors forgot = errors_of(detected(name, s.frame, s.frame.noise_var), s);
      CHECK(std::abs(forgot.claimed.value() - claimed) > 4 * forgot.claimed.standard_error());
      CHECK(std::abs(forgot.seen.value() / forgot.claimed.value() - 1.0) > 0.25);
    }
  }
}

TEST_CASE("one user: the SINR of matched filter and zero forcing has the law of n_rx branches with the noise N0 + s") {
  const int n_rx = 8;
  const double noise_var = 0.2, error_var = 0.1;
  const DrawnFrame s = scene_with_error(n_rx, 1, 4096, error_var, noise_var);
  // 1/var = (1 + s) g/(N0 + s) with g ~ Gamma(n_rx, 1), of mean and variance n_rx.
  for (const char* name : {"mrc", "zf", "mmse"}) {
    CAPTURE(name);
    const Estimate estimate = detected(name, s.frame, s.frame.effective_noise_var());
    Mean sinr, squared;
    for (int c = 0; c < 4096; ++c) {
      const double g = (noise_var + error_var) / (1 + error_var) / estimate.var.get(c, 0, 0);
      sinr.add(g);
      squared.add((g - n_rx) * (g - n_rx));
    }
    CHECK(std::abs(sinr.value() - n_rx) < 4 * sinr.standard_error());
    CHECK(std::abs(squared.value() - n_rx) < 4 * squared.standard_error());
  }
}

TEST_CASE("var is the mean squared error that is seen, the error of the channel included, for every detector") {
  const DrawnFrame s = scene_with_error(24, 4, 1024, 0.01, 0.1);
  for (const DetectorRow& row : detector_rows()) {
    CAPTURE(std::string(row.name));
    const Errors errors = errors_of(detected(std::string(row.name), s.frame, s.frame.effective_noise_var()), s);
    const Errors forgot = errors_of(detected(std::string(row.name), s.frame, s.frame.noise_var), s);
    // 1024 channels: the mean is known to about 3 %, and c^2 is 1.4 % of N0 + U s.
    CHECK(errors.seen.value() / errors.claimed.value() == about(1.0, 0.12));
    // Where other users are taken for noise, as mrc does, they outweigh the error of the channel.
    if (row.law != TheoryLaw::none) CHECK(forgot.seen.value() / forgot.claimed.value() > 1.25);
  }
}

TEST_CASE("an error that vanishes gives the estimates of a known channel bit for bit") {
  const DrawnFrame known = scene({12, 3, 20, 4, {}, 0.0, false}, 0.1), nearly = scene_with_error(12, 3, 20, 1e-20, 0.1);
  for (const DetectorRow& row : detector_rows()) {
    const std::string name(row.name);
    const Estimate a = detected(name, known.frame, known.frame.effective_noise_var()),
                   b = detected(name, nearly.frame, nearly.frame.effective_noise_var());
    std::size_t different = 0;
    for (int c = 0; c < 20; ++c)
      for (int u = 0; u < 3; ++u)
        for (int v = 0; v < 4; ++v)
          different += a.x.get(c, u, v) != b.x.get(c, u, v) || a.var.get(c, u, v) != b.var.get(c, u, v);
    CAPTURE(name);
    CHECK(different == 0);
  }
}

}  // namespace test_csi
