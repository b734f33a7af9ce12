// The table of detectors: what its rows say is what the detectors do.
#include <cmath>
#include <stdexcept>

#include "tests/about.hpp"
#include "tests/detector/detector_case.hpp"

namespace test_registry {

using namespace ohmimo;
using namespace ohmimo::detector_test;

DetectorConfig exact(std::string_view name) {
  DetectorConfig config = named(std::string(name));
  config.solver.fidelity = rram::fidelity_from_name("exact");
  config.solver.schur = rram::Schur::exact;
  return config;
}

// Share of the error x_hat - x that is a multiple of x, in its deviations: sum (x_hat - x) conj(x) over one channel and
// user each.
double error_along_symbols(const Estimate& estimate, const DrawnFrame& s) {
  double sum = 0.0, squares = 0.0;
  for (std::size_t c = 0; c < estimate.x.n_channel(); ++c)
    for (std::size_t u = 0; u < estimate.x.rows(); ++u)
      for (std::size_t v = 0; v < estimate.x.cols(); ++v) {
        const std::complex<double> x = s.truth.x.get(c, u, v), e = std::complex<double>(estimate.x.get(c, u, v)) - x;
        const double along = (e * std::conj(x)).real();
        sum += along;
        squares += along * along;
      }
  return sum / std::sqrt(squares);
}

TEST_CASE("names without a row are refused wherever a detector is asked for") {
  for (const char* name : {"zfx", "rram-", "rram-mrc", "ZF", ""}) {
    CHECK_THROWS_AS(detector_row(name), std::invalid_argument);
    CHECK_THROWS_AS(make_detector(named(name)), std::invalid_argument);
    CHECK_THROWS_AS(make_gram_detector(named(name)), std::invalid_argument);
    CHECK_THROWS_AS(is_analogue(name), std::invalid_argument);
    for (int n_user : {1, 4}) CHECK_THROWS_AS(theory_law(name, n_user), std::invalid_argument);
  }
  CHECK_THROWS_WITH_AS(make_detector(named("zfx")), doctest::Contains("got 'zfx'"), std::invalid_argument);
  for (const std::string_view name : detector_names())
    CHECK_THROWS_WITH(detector_row("zfx"), doctest::Contains(std::string(name).c_str()));
}

TEST_CASE("a row's name is the detector that is made, and both its forms agree") {
  const DrawnFrame s = scene({24, 4, 20, 3, {}, 0.0, false}, 0.3);
  const double bound = 8 * 28 * 0x1p-24 * 30;  // condition number of G below 30
  for (const DetectorRow& row : detector_rows()) {
    CAPTURE(std::string(row.name));
    const Estimate found = run(exact(row.name), s.frame)[0];
    const auto gram_form = make_gram_detector(exact(row.name));
    CHECK((gram_form != nullptr) == (row.make_gram != nullptr));
    if (gram_form) {
      MatrixBatch g, z;
      gram_and_filter(s.frame.h, s.frame.y, g, z);
      std::vector<Estimate> out(1);
      gram_form->prepare(g, s.frame.noise_var, s.frame.id);
      gram_form->detect(z, out);
      CHECK(worst_difference(out[0].x, found.x) < bound);
    }
    // Perfect hardware: an analogue detector is its counterpart. And no two of the digital ones are one, but the
    // references.
    for (const DetectorRow& other : detector_rows()) {
      const bool one = &row == &other || row.counterpart == other.name || other.counterpart == row.name ||
                       (row.law != TheoryLaw::none && row.law == other.law);
      CHECK((worst_difference(found.x, run(exact(other.name), s.frame)[0].x) < bound) == one);
    }
  }
}

TEST_CASE("rows say who needs as many antennas as users, and whose matrix changes with the noise") {
  const DrawnFrame s = scene({3, 4, 16, 1, {}, 0.0, false}, 0.1);
  const DrawnFrame square = scene({6, 3, 16, 1, {}, 0.0, false}, 0.1);
  for (const DetectorRow& row : detector_rows()) {
    CAPTURE(std::string(row.name));
    const auto detector = make_detector(exact(row.name));
    std::vector<Estimate> out(1), quiet(1), loud(1);
    detector->prepare_and_detect(s.frame.h, s.frame.y, {0.1f, s.frame.id, &s.frame.h, &s.frame.y}, out);
    bool none = true;
    for (int c = 0; c < 16; ++c)
      for (int u = 0; u < 4; ++u) none = none && std::isinf(out[0].var.get(c, u, 0));
    CHECK(none == row.needs_users_le_rx);
    detector->prepare_and_detect(square.frame.h, square.frame.y, {0.1f, s.frame.id}, quiet);
    detector->prepare_and_detect(square.frame.h, square.frame.y, {1.0f, s.frame.id}, loud);
    CHECK((worst_difference(quiet[0].x, loud[0].x) > 1e-3) == row.adds_noise_to_gram);
  }
}

TEST_CASE("soft detectors err independently of the symbols") {
  const DrawnFrame s = scene({12, 4, 1024, 4, {}, 0.0, false}, 1.0);
  for (const DetectorRow& row : detector_rows()) {
    const double deviations = error_along_symbols(run(exact(row.name), s.frame)[0], s);
    INFO(row.name << ": " << deviations);
    CHECK((std::abs(deviations) < 4.0) == row.soft);
  }
}

}  // namespace test_registry
