// The analogue detectors: what the solver beneath does to estimates and variances.
#include <algorithm>
#include <cmath>

#include "apps/config/link_setup.hpp"
#include "detector/analogue/solver_tally.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/solver.hpp"
#include "tests/about.hpp"
#include "tests/detector/detector_case.hpp"

namespace test_analogue {

using namespace ohmimo;
using namespace ohmimo::detector_test;

// rram-zf on 24 x 4, three vectors per channel.
struct Outcome {
  Estimate estimate;
  SolverTally tally;
};
Outcome run_analogue(const std::string& fidelity, const rram::SolverConfig& changes) {
  const DrawnFrame s = scene({24, 4, 20, 3, {}, 0.0, false}, 0.1);
  DetectorConfig config = named("rram-zf");
  config.solver = changes;
  config.solver.fidelity = rram::fidelity_from_name(fidelity);
  config.cycles = {3};
  auto detector = make_detector(config);
  std::vector<Estimate> out(1);
  detector->prepare(s.frame.h, s.frame.noise_var, s.frame.id);
  detector->detect(s.frame.y, out);
  Outcome outcome{std::move(out[0]), {}};
  detector->take_tally(outcome.tally);
  return outcome;
}

bool same(const Estimate& a, const Estimate& b) {
  for (std::size_t c = 0; c < a.x.n_channel(); ++c)
    if (arma::any(arma::vectorise(a.x.matrix(c)) != arma::vectorise(b.x.matrix(c)))) return false;
  return true;
}

TEST_CASE("effects of the cells and their reading change the estimates where they are on, the same way every time") {
  rram::SolverConfig noise, stuck, injected;
  noise.cells.read_noise = true;
  stuck.cells.stuck_max = 0.05;
  injected.hp_path = rram::HpPath::analogue;
  injected.hp_array = {.rows_per_read = 2, .error_rate = 0.05};
  rram::SolverConfig slices = injected;
  slices.hp_array.error_rate = 0.0;
  const std::pair<rram::SolverConfig, rram::SolverConfig> on_off[] = {{noise, {}}, {stuck, {}}, {injected, slices}};
  for (const auto& [on, off] : on_off) {
    const Estimate with = run_analogue("converter", on).estimate;
    CHECK(same(with, run_analogue("converter", on).estimate));
    CHECK_FALSE(same(with, run_analogue("converter", off).estimate));
  }
  for (const rram::SolverConfig& unheeded : {noise, stuck})  // the cells hold their levels exactly on this rung
    CHECK(same(run_analogue("quantised", unheeded).estimate, run_analogue("quantised", {}).estimate));
}

TEST_CASE("var is N0 [A^-1]_uu and the sum over w of |[A^-1]_uw r_w|^2, x the solver's own") {
  for (const double noise_var : {1e-3, 1.0}) {  // either share of var leads once
    const DrawnFrame s = scene({24, 4, 20, 3, {}, 0.0, false}, noise_var);
    rram::SolverConfig solver;
    solver.fidelity = rram::fidelity_from_name("converter");
    solver.cycles = 1;
    DetectorConfig config = named("rram-zf");
    config.solver = solver;
    const Estimate found = run(config, s.frame)[0];
    MatrixBatch g, z;
    gram_and_filter(s.frame.h, s.frame.y, g, z);
    // Single precision loses (n_rx + n_user) eps of the condition number, below 30.
    const double bound = 4 * 28 * 0x1p-24 * 30;
    for (std::size_t c = 0; c < 20; ++c) {
      const arma::cx_mat a = g.matrix(c), inverse = arma::inv(a), rhs = z.matrix(c);
      RngStream device(s.frame.id, Purpose::device_program, static_cast<std::uint32_t>(c));
      rram::CycleLog log;
      log.keep = {1};
      arma::mat x;
      (void)rram::program(rram::embed_complex(a), solver, device)
          .solve(arma::join_cols(arma::real(rhs), arma::imag(rhs)).t(), x, &log);
      for (arma::uword v = 0; v < 3; ++v) {
        for (arma::uword u = 0; u < 4; ++u) {
          double error = 0.0;
          for (arma::uword w = 0; w < 4; ++w)
            error += std::norm(std::complex(log.residual[0](v, w), log.residual[0](v, 4 + w)) * inverse(u, w));
          const std::complex<double> wanted(x(v, u), x(v, 4 + u)), got(found.x.get(c, u, v));
          CHECK(std::abs(got - wanted) <= 0x1p-23 * std::abs(wanted));
          CHECK(found.var.get(c, u, v) == about(noise_var * inverse(u, u).real() + error, bound));
        }
      }
    }
  }
}

TEST_CASE("vectors of a loop without steady state give x = 0 and infinite variance, those at the clamp go on") {
  rram::SolverConfig faulty, clamped;
  faulty.stages = 0;  // one array per system: 20 loops, in some of which so many faults turn a feedback positive
  faulty.cells.stuck_min = 0.5;
  faulty.cells.stuck_max = 0.1;
  clamped.analogue.circuit.clamp_V = 0.02;  // a fifth of the full scale
  const Outcome broken = run_analogue("circuit", faulty), held = run_analogue("circuit", clamped);
  const auto lost_vectors = [](const Estimate& estimate) {
    std::uint64_t lost = 0;
    for (std::size_t c = 0; c < estimate.x.n_channel(); ++c)
      for (std::size_t v = 0; v < estimate.x.cols(); ++v) {
        if (!std::isinf(estimate.var.get(c, 0, v))) continue;
        CHECK(estimate.x.get(c, 0, v) == std::complex<float>());
        ++lost;
      }
    return lost;
  };
  CHECK(broken.tally.unstable > 0);
  CHECK(broken.tally.unstable < broken.tally.vectors);
  // Refinement that found nothing better than x = 0 has no answer either.
  const std::uint64_t dead = broken.tally.unstable + broken.tally.not_finite;
  CHECK(lost_vectors(broken.estimate) > dead);
  CHECK(lost_vectors(broken.estimate) <= dead + broken.tally.diverged + broken.tally.saturated);
  CHECK(held.tally.saturated > 0);
  CHECK(held.tally.unstable == 0);
  CHECK(lost_vectors(held.estimate) == 0);
  const SolverTally sound = run_analogue("circuit", {}).tally;
  CHECK(sound.saturated + sound.unstable + sound.not_finite == 0);
  SolverTally sum = broken.tally;
  sum += held.tally;
  CHECK(sum.unstable == broken.tally.unstable + held.tally.unstable);
  CHECK(sum.saturated == broken.tally.saturated + held.tally.saturated);
}

TEST_CASE("rram-zf on 128x8: circuits that settle lose little against the converters alone") {
  Config config;
  config.detector.names = {"zf", "rram-zf"};
  config.solver.cycles = {1, 2, 3};
  config.link.vectors_per_channel = 14;
  const auto errors = [](const Config& changed) {
    RunControl control;
    control.threads = 2;
    const PointResult result = run_point(link_config(changed), {1, 0, 0.5}, {1u << 30, 8, 600.0}, control);
    std::vector<double> counted;
    for (const ErrorCount& count : result.counts) counted.push_back(static_cast<double>(count.bit_errors));
    return counted;
  };
  const std::vector<double> converter = errors(config);
  config.solver.fidelity = "transient";
  const std::vector<double> transient = errors(config);
  // Wires (4 segments of 1.73 ohm x 35 uS = 2e-4), 1/gain = 1e-4 and what has not settled add to each tile less
  // than a hundredth of the 1/15 that a 4-bit code is wide: at cycle 1 the errors, which the codes make, stay within
  // 2 %. From cycle 2 on the noise of the channel makes them: within 4 deviations of a count.
  const auto close = [&](const std::vector<double>& counted, std::size_t k) {
    return std::abs(counted[k] - converter[k]) <=
           std::max(k == 1 ? 0.02 * converter[k] : 0.0, 4 * std::sqrt(converter[k]));
  };
  CHECK(converter[3] > 100);
  CHECK(transient[0] == converter[0]);
  config.hardware.read_time_s = 1e-9;  // half a period of the gain-bandwidth product: far from settled
  const std::vector<double> early = errors(config);
  for (std::size_t k : {1, 2, 3}) {
    CAPTURE(k);
    CHECK(close(transient, k));
    CHECK_FALSE(close(early, k));
  }
}

TEST_CASE("var is what is seen whatever way a solve ends, and infinite where x = 0 is the best there was") {
  const DrawnFrame s = scene({4, 4, 400, 3, {}, 0.0, false}, 1e-5);  // square: rho is above 1 for many of the channels
  for (const char* fidelity : {"quantised", "converter", "circuit"}) {
    DetectorConfig config = named("rram-zf");
    config.solver.fidelity = rram::fidelity_from_name(fidelity);
    config.solver.analogue.circuit.clamp_V = 0.2;
    config.cycles = {1, 3, 8};
    auto detector = make_detector(config);
    std::vector<Estimate> out(3);
    detector->prepare(s.frame.h, s.frame.noise_var, s.frame.id);
    detector->detect(s.frame.y, out);
    SolverTally tally;
    detector->take_tally(tally);
    std::vector<double> ratio;
    std::uint64_t lost = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      lost = 0;
      for (std::size_t c = 0; c < 400; ++c)
        for (std::size_t v = 0; v < 3; ++v) {
          double seen = 0.0, claimed = 0.0, size = 0.0;
          for (std::size_t u = 0; u < 4; ++u) {
            seen += std::norm(out[k].x.get(c, u, v) - s.truth.x.get(c, u, v));
            size += std::norm(out[k].x.get(c, u, v));
            claimed += out[k].var.get(c, u, v);
          }
          CHECK(std::isfinite(size));
          CHECK((size == 0.0) == std::isinf(claimed));
          lost += size == 0.0;
          if (size > 0.0) ratio.push_back(seen / claimed);
        }
      // Residuals of the slow directions do not have random phases: the median is at most a factor of 4 too small,
      // where 1/A_uu in place of [A^-1] is off by 8 to 65. It is too large where a cut-off output leaves a residual of
      // all directions, not only of the slow ones.
      std::ranges::sort(ratio);
      CAPTURE(std::string(fidelity));
      CAPTURE(config.cycles[k]);
      CHECK(ratio[ratio.size() / 2] < 4.0);
      CHECK(ratio[ratio.size() / 2] > 0.1);
      ratio.clear();
    }
    const std::uint64_t dead = tally.unstable + tally.not_finite;
    CHECK(tally.diverged + tally.saturated > 0);
    CHECK(lost > 0);
    CHECK(lost >= dead);
    CHECK(lost <= dead + tally.diverged + tally.saturated);
  }
}

TEST_CASE("var of every user is the mean squared error that is seen, within 0.6 to 1.2, whatever the users' powers") {
  struct Link {
    int n_rx, n_user;
    double spread_db, noise_var;
    const char *detector, *refinement, *fidelity;
    bool equilibrate;
  };
  for (const Link& link : {Link{16, 4, 12.0, 1e-4, "rram-zf", "stationary", "converter", false},
                           {16, 4, 12.0, 1e-4, "rram-zf", "stationary", "converter", true},
                           {16, 4, 12.0, 1e-4, "rram-zf", "fcg", "converter", false},
                           {64, 8, 20.0, 1e-4, "rram-zf", "fcg", "converter", false},
                           {64, 8, 10.0, 1e-1, "rram-mmse", "stationary", "quantised", false},
                           {8, 4, 6.0, 1e-2, "rram-mmse", "stationary", "converter", false}}) {
    UplinkConfig uplink{link.n_rx, link.n_user, 800, 2, {}, link.spread_db, false};
    const DrawnFrame s = scene(uplink, link.noise_var);
    DetectorConfig config = named(link.detector);
    config.cycles = {1, 2, 3};
    config.solver.fidelity = rram::fidelity_from_name(link.fidelity);
    config.solver.refinement = rram::refinement_from_name(link.refinement);
    config.solver.equilibrate = link.equilibrate;
    const auto out = run(config, s.frame);
    for (std::size_t k = 0; k < 3; ++k)
      for (int u = 0; u < link.n_user; ++u) {
        double sum = 0.0;
        for (int c = 0; c < 800; ++c)
          for (int v = 0; v < 2; ++v)
            sum += std::norm(out[k].x.get(c, u, v) - s.truth.x.get(c, u, v)) / out[k].var.get(c, u, v);
        INFO(link.n_rx << "x" << link.n_user << " " << link.refinement << ", cycle " << k + 1 << ", user " << u);
        CHECK(sum / 1600.0 > 0.6);
        CHECK(sum / 1600.0 < 1.2);
      }
  }
}

}  // namespace test_analogue
