// Calibration of soft bits: planted scales are found, and Gaussian noise gives what theory says.
#include <doctest/doctest.h>

#include <cmath>

#include "apps/config/link_setup.hpp"
#include "apps/studies/llr/llr_figure.hpp"
#include "apps/studies/llr/llr_run.hpp"
#include "apps/theory/normal_approximation.hpp"
#include "phy/units.hpp"

namespace test_llr {

using namespace ohmimo;
using namespace ohmimo::llr;

// Soft bits that are `scale` times what they should be: of all with this L, the share 1 / (1 + e^(-L / scale)) is
// right.
SoftCount planted(double scale) {
  SoftCount count;
  for (std::size_t k = 0; k < n_bin; ++k) {
    const double n = 1e6 * std::exp(-0.1 * llr_of_bin(k) / scale);
    count.right[k] = static_cast<std::uint64_t>(n / (1.0 + std::exp(-llr_of_bin(k) / scale)));
    count.wrong[k] = static_cast<std::uint64_t>(n / (1.0 + std::exp(llr_of_bin(k) / scale)));
  }
  return count;
}

Run gaussian_link(double es_n0_db) {
  Config config;
  config.link.n_rx = 1, config.link.n_user = 1, config.link.modulation = "qpsk";
  config.link.vectors_per_channel = 4000;
  config.link.snr_def = SnrKind::es_n0_user;
  config.link.snr = snr_grid_from_text(std::to_string(es_n0_db));
  config.channel.fixed = true;
  config.detector.names = {"zf"};
  config.run.threads = 2;
  Run run = make_run(config);
  for (DetectorConfig& detector : run.link.detectors) detector.output = Output::x_and_var;
  return run;
}

TEST_CASE("llr: a planted scale is the inverse of the slope") {
  for (const double scale : {0.5, 1.0, 1.7, 3.0}) {
    const Calibration found = calibration(planted(scale));
    CHECK(found.slope == doctest::Approx(1.0 / scale).epsilon(1e-3));
    CHECK(found.information <= found.best_information + 1e-12);
    if (scale != 1.0) CHECK(found.information < found.best_information - 1e-3);  // taken at its word it says less
  }
}

TEST_CASE("llr: what says nothing, and what says all") {
  SoftCount none, all;
  none.zero = 100;
  all.right[n_bin] = 100;
  CHECK(information(none, 1.0) == 0.0);
  CHECK(information(all, 1.0) == doctest::Approx(1.0));
  SoftCount both = none;
  both += all;
  CHECK(information(both, 1.0) == doctest::Approx(0.5));
  CHECK(both.bits() == 200);
}

TEST_CASE("llr: QPSK in Gaussian noise is calibrated, of the capacity of its channel") {
  const Run run = gaussian_link(3.0);
  UplinkFrame frame;
  FrameTruth truth;
  Uplink(run.link.uplink, run.link.constellation).generate({run.id.seed, 0, 0}, 1.0, frame, truth);
  const double sinr = linear_from_db(3.0) * std::norm(frame.h.get(0, 0, 0));
  const std::vector<LlrRow> rows = llr_rows(run, 1'000'000, SoftBitRule::exact, {});
  REQUIRE(rows.size() == 1);
  const SoftCount& count = rows[0].count;
  const double n = static_cast<double>(count.bits());
  CHECK(n >= 1e6);
  // Half the energy of a symbol is in each bit.
  const ChannelInformation bit = binary_awgn(0.5 * sinr);
  CHECK(std::abs(rows[0].calibration.information - bit.capacity) < 4.0 * std::sqrt(bit.dispersion / n) + 1e-3);
  // Slope and error ratio by 4 standard deviations: 1/sqrt(n) of an exponential, and about 2/sqrt(n) of a fit.
  CHECK(std::abs(rows[0].calibration.slope - 1.0) < 0.012);
  CHECK(std::abs(count.mean_error_ratio() - 1.0) < 4.0 * std::sqrt(2.0 / n));
  CHECK(count.no_answer == 0);
  CHECK(llr_table(run, rows).rows.size() == 1);
  CHECK(bin_table(run, rows).rows.size() > 50);
  CHECK(llr_figure_script(run, rows).find("curve0") != std::string::npos);
}

TEST_CASE("llr: a wrong scale of the analogue error moves the slope, and the estimate is near the error") {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 8, config.link.modulation = "16qam";
  config.link.vectors_per_channel = 24;
  config.link.snr = snr_grid_from_text("7");
  config.detector.names = {"rram-mmse"};
  config.solver.cycles = {1, 2};
  config.run.threads = 2;
  const auto rows_of = [&](double scale) {
    Run run = make_run(config);
    run.link.detectors[0].output = Output::x_and_var;
    run.link.detectors[0].error_scale = scale;
    return llr_rows(run, 100'000, SoftBitRule::max_log, {});
  };
  const std::vector<LlrRow> none = rows_of(0.0), as_estimated = rows_of(1.0), large = rows_of(3.0);
  for (std::size_t cycle = 0; cycle < 2; ++cycle) {
    CHECK(none[cycle].calibration.slope < as_estimated[cycle].calibration.slope);
    CHECK(as_estimated[cycle].calibration.slope < large[cycle].calibration.slope);
    CHECK(as_estimated[cycle].count.mean_error_ratio() > 0.6);
    CHECK(as_estimated[cycle].count.mean_error_ratio() < 1.2);
    CHECK(none[cycle].count.mean_error_ratio() > as_estimated[cycle].count.mean_error_ratio());
  }
}

}  // namespace test_llr
