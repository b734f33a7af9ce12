#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "apps/studies/verify/pde_checks.hpp"
#include "apps/studies/verify/training_case.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/solver.hpp"

namespace ohmimo::verify {

using matrix::Stencil;

namespace {

enum class Cells { measured, unbiased, unbiased_zero_off };

rram::SolverConfig solver_of(const char* fidelity, Cells cells) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name(fidelity);
  config.stages = 0;
  if (cells != Cells::measured) config.device = unbiased_device();
  config.cells.zero_off = cells == Cells::unbiased_zero_off;
  return config;
}

// All elements in cells at whole levels above a bias column.
rram::MappingConfig integer_mapping(const Stencil& stencil) {
  const double levels = matrix::whole_levels(stencil);
  return {.kind = rram::MappingKind::fixed, .m = levels / 8.0, .n = 0.0, .scale = 8.0 / levels};
}

std::vector<double> radii(const arma::mat& a, const rram::SolverConfig& config, const VerifyOptions& options) {
  std::vector<double> values;
  const int n_draw = (a.n_rows > 40 ? 40 : 300) * (options.full ? 3 : 1);
  for (int draw = 0; draw < n_draw; ++draw) {
    RngStream device = device_draw(options.seed, draw);
    values.push_back(rram::program(a, config, device).spectral_radius());
  }
  return values;
}

// Median relative error after each cycle, of random right-hand sides on newly written arrays.
std::vector<double> errors(const arma::mat& a, rram::SolverConfig config, const VerifyOptions& options) {
  constexpr int n_cycle = 8;
  config.cycles = n_cycle;
  std::vector<std::vector<double>> all(n_cycle);
  for (int draw = 0; draw < (a.n_rows > 40 ? 40 : 200); ++draw) {
    RngStream device = device_draw(options.seed, draw),
              values({options.seed, 0, static_cast<std::uint32_t>(draw)}, Purpose::right_hand_side);
    arma::mat b(1, a.n_rows), x;
    for (double& value : b) value = values.normal();
    rram::CycleLog log;
    log.keep.resize(n_cycle);
    std::iota(log.keep.begin(), log.keep.end(), 1);
    const rram::SolveReport report = rram::program(a, config, device).solve(b, x, &log);
    const arma::vec exact = arma::solve(a, b.t());
    for (std::size_t k = 0; k < log.x.size() && report.cycles > 0; ++k)
      all[k].push_back(arma::norm(log.x[k].t() - exact) / arma::norm(exact));
  }
  std::vector<double> medians;
  for (const std::vector<double>& cycle : all) medians.push_back(cycle.empty() ? NAN : median(cycle));
  return medians;
}

// Level 0 leaks: it weakens the elements beside the diagonal and strengthens the cell that stays on it. On the
// smoothest eigenvector of a line that adds d = (1 + 2 cos(pi/(n+1))) leak / (7 steps), which leaves d / (lambda_min +
// d).
double leak_radius(const Stencil& line) {
  const double share = 0.37 / 35.0, d = (1.0 + 2.0 * std::cos(M_PI / (line.n + 1))) * share;
  return d / (matrix::smallest_eigenvalue(line) + d);
}

}  // namespace

std::vector<Check> stencil_mapping_checks(const StencilMatrix& matrix, const VerifyOptions& options) {
  const std::string source = "independent program", leak = "d / (lambda_min + d), d of the leak alone";
  const auto on_resistors = [&](const Stencil& s, Cells cells) {
    return radii(matrix(s), solver_of("device", cells), options);
  };
  const auto whole = [&](const Stencil& s, Cells cells) {
    rram::SolverConfig config = solver_of("device", cells);
    config.mapping = integer_mapping(s);
    return median(radii(matrix(s), config, options));
  };
  const std::vector<double> target = on_resistors({4, 2}, Cells::measured);
  std::vector<Check> checks = {
      {"4x4, diagonal on resistors, cells as measured: median radius", median(target), Expectation::between(0.03, 0.06),
       source},
      {"the same: share below 1", share_below(target, 1.0), Expectation::near(1.0, 0.0), source}};
  struct Known {
    const char* name;
    Stencil stencil;
    double resistors, integer;
  };
  for (const Known& k : {Known{"8 points", {8, 1}, 0.14, 0.40}, Known{"16 points", {16, 1}, 0.39, 0.77},
                         Known{"4x4", {4, 2}, 0.043, 0.25}, Known{"8x8", {8, 2}, 0.14, 0.60}}) {
    const double resistors = median(on_resistors(k.stencil, Cells::unbiased));
    checks.push_back(
        {fmt::format("{}, resistors, cells without bias: radius", k.name), resistors,
         Expectation::near(k.resistors, 0.25 * k.resistors), source,
         KnownDifference{1.1 * k.resistors, 1.6 * k.resistors,
                         "a cell stays on the diagonal at level 0 and leaks 0.37 uS, where the expectation "
                         "has resistors alone; the form of the leak is the row below"}});
    if (k.stencil.dimension == 1)
      checks.push_back({fmt::format("{}, the same", k.name), resistors,
                        Expectation::near(leak_radius(k.stencil), 0.1 * leak_radius(k.stencil)), leak});
    checks.push_back({fmt::format("{}, whole levels, cells without bias: radius", k.name),
                      whole(k.stencil, Cells::unbiased), Expectation::near(k.integer, 0.2 * k.integer), source});
  }
  checks.push_back(
      {"8x8, whole levels, cells as measured: radius", whole({8, 2}, Cells::measured), Expectation::near(0.60, 0.12),
       source,
       KnownDifference{1.0, 20.0,
                       "most elements are 0 and sit at level 1, whose mean in Fig. 2c is 0.06 uS low: 64 "
                       "of them a row outweigh the smallest eigenvalue; cells without bias: the row above"}});
  return checks;
}

std::vector<Check> stencil_cycle_checks(const StencilMatrix& matrix, const VerifyOptions& options) {
  const std::string source = "independent program";
  const auto run = [&](const Stencil& s, int bits, const rram::SolverConfig& solver) {
    rram::SolverConfig config = solver;
    config.dac_bits = config.adc_bits = bits;
    return errors(matrix(s), config, options);
  };
  const rram::SolverConfig measured = solver_of("converter", Cells::measured);
  rram::SolverConfig ideal = solver_of("converter", Cells::unbiased_zero_off);
  ideal.fidelity.quantise = false;  // all elements are on levels: only the words go
  const std::vector<double> square = run({4, 2}, 6, measured), without = run({4, 2}, 6, ideal),
                            coarse = run({4, 2}, 4, measured), line = run({8, 1}, 4, measured),
                            heat = run({4, 2, 1.0}, 6, measured);
  return {
      {"4x4, 6-bit converters: median error after cycle 6", square[5], Expectation::at_most(1e-8), source,
       KnownDifference{1e-8, 1e-6,
                       "24-bit words of b end at 2e-7 of x, and level 0 leaks 0.37 uS, also on the diagonal; without "
                       "both: the row below"}},
      {"the same without words, cells without bias, level 0 off", without[5], Expectation::at_most(1e-8), source},
      {"4x4, 4-bit converters: after cycle 4", coarse[3], Expectation::between(1e-4, 1e-3), source},
      {"8 points, 4-bit converters: after cycle 3", line[2], Expectation::between(2e-3, 2e-2), source},
      {"heat step 4x4, 6-bit converters: after cycle 3", heat[2], Expectation::between(1e-5, 1e-4), source},
  };
}

}  // namespace ohmimo::verify
