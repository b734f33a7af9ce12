// What is known of a run from outside: its tiles, its words, and what rounding may change (robust_judge.hpp judges by
// it).
#pragma once
#include "tests/rram/robust_judge.hpp"
#include "tests/rram/robust_tiles.hpp"
#include "tests/rram/robust_words.hpp"

namespace ohmimo::rram_test {

inline arma::mat to_double(const WordSystem& system) {
  arma::mat a(system.n, system.n);
  for (std::size_t i = 0; i < system.n; ++i)
    for (std::size_t j = 0; j < system.n; ++j) a(i, j) = static_cast<double>(system.a[i * system.n + j]);
  return a;
}

// Smallest over largest singular value.
inline double inverse_condition(const arma::mat& a) {
  const arma::vec s = arma::svd(a);
  return s.max() > 0.0 ? s.min() / s.max() : 0.0;
}

// The worst inverse condition of the blocks that exact Schur complements divide by.
inline double worst_block(const arma::mat& a, int stages) {
  const arma::uword n1 = (a.n_rows + 1) / 2;
  if (stages == 0 || a.n_rows == 1) return 1.0;
  const arma::mat m1 = a.submat(0, 0, arma::size(n1, n1));
  double worst = inverse_condition(m1);
  if (worst < 1e-12) return worst;
  const arma::uword n2 = a.n_rows - n1;
  const arma::mat complement =
      a.submat(n1, n1, arma::size(n2, n2)) -
      a.submat(n1, 0, arma::size(n2, n1)) * arma::solve(m1, a.submat(0, n1, arma::size(n1, n2)));
  return std::min({worst, worst_block(m1, stages - 1), worst_block(complement, stages - 1)});
}

constexpr double near_singular = 1e-12;  // inverse condition: rounding decides below
constexpr double near_unstable = 1e-11;  // of tile_growth

// Poles and singularity of every tile. Read noise may carry a tile over either border.
inline Whole judge_tiles(const RobustCase& c, const std::vector<TileConductances>& tiles) {
  const bool noise = c.config.fidelity.device && c.config.cells.read_noise;
  const double border = noise ? 0.1 : near_unstable;
  bool open = false, singular = false;
  for (const TileConductances& tile : tiles) {
    const double condition = tile.inverse ? inverse_condition(inverted_S(tile)) : 1.0;
    if (condition == 0.0) singular = true;
    open = open || condition < (noise ? 0.1 : near_singular);
    if (!c.config.fidelity.analogue() || condition < near_singular) continue;
    const rram::CircuitModel model = model_of(c.config);
    const double growth = tile_growth(tile_nodes(tile, model, c.config.analogue.wire_accuracy), model);
    if (growth > near_unstable) return Whole::unstable;
    open = open || !(growth < -border);
  }
  if (singular) return open && c.config.fidelity.analogue() ? Whole::open : Whole::not_finite;
  return open ? Whole::open : Whole::usable;
}

inline bool has_zero_line(const arma::mat& a) {
  return arma::any(arma::max(arma::abs(a), 1) == 0.0) || arma::any(arma::max(arma::abs(a), 0) == 0.0);
}

inline Whole judge_whole(const RobustCase& c, const WordSystem& system, const std::vector<TileConductances>& tiles) {
  if (!c.a.is_finite() || has_zero_line(c.a)) return Whole::not_finite;
  const double scale = std::ldexp(1.0, -system.exponent / 2),
               rest = std::ldexp(1.0, system.exponent / 2 - system.exponent);
  arma::mat a = c.a * scale * rest;
  for (std::size_t i = 0; i < system.n; ++i)
    for (std::size_t j = 0; j < system.n; ++j) a(i, j) *= static_cast<double>(system.factor[i] * system.factor[j]);
  if (inverse_condition(a) < near_singular) return Whole::open;
  if (c.config.schur == rram::Schur::exact && worst_block(a, c.config.stages) < near_singular) return Whole::open;
  return judge_tiles(c, tiles);
}

// Codes -c to c on the largest magnitude, as a converter of the given bits.
inline arma::vec converted(const arma::vec& signal, int bits) {
  const double largest = arma::abs(signal).max(), codes = std::ldexp(1.0, bits - 1) - 1.0;
  if (largest == 0.0) return signal;
  arma::vec code = signal * (codes / largest);
  return code.transform([](double value) { return std::nearbyint(value); }) * (largest / codes);
}

// Whether the first tile meets the clamp in cycle 1; later tiles and cycles are not looked at.
inline Clamp judge_clamp(const RobustCase& c, const TileConductances& first, const WordVector& vector) {
  const rram::CircuitModel model = model_of(c.config);
  if (!std::isfinite(model.clamp_V)) return Clamp::never;
  const bool offsets = model.amplifier.offset_sigma_V + model.inverter.offset_sigma_V > 0.0;
  const bool noise = c.config.fidelity.device && c.config.cells.read_noise;
  if (offsets || noise || c.config.fidelity.transient) return Clamp::maybe;
  arma::vec input(first.positive_S.n_rows);
  for (arma::uword i = 0; i < input.n_elem; ++i) input(i) = static_cast<double>(vector.b[i]);
  if (arma::abs(input).max() == 0.0) return Clamp::maybe;
  if (c.config.fidelity.converter) input = converted(input, c.config.dac_bits);
  input *= c.config.analogue.full_scale_V / arma::abs(input).max();
  const arma::vec v = tile_output_V(tile_nodes(first, model, c.config.analogue.wire_accuracy), model, input);
  if (v.is_empty()) return Clamp::maybe;
  const double largest = arma::abs(v).max();
  if (largest > model.clamp_V * (1.0 + 1e-6)) return Clamp::surely;
  const bool only_one = c.config.cycles == 1 && input.n_elem == vector.b.size();
  return only_one && largest < model.clamp_V * (1.0 - 1e-6) ? Clamp::never : Clamp::maybe;
}

// One run of a case and what the test makes of it.
struct Run {
  const RobustCase& c;
  WordSystem words = {};
  arma::mat a = {};  // words.a
  arma::mat x = {};
  rram::CycleLog log = {};  // all cycles
  rram::SolveReport report = {};
  std::vector<TileConductances> tiles = {};
  Whole whole = Whole::usable;
  arma::mat inverse = {};  // of the arrays, in the units of words; empty where LP-INV does more (is_known)
};

// Where what LP-INV does to a vector is known: no read noise, no circuit, converters around a single array only.
inline bool is_known(const rram::SolverConfig& config, arma::uword n) {
  const bool noise = config.fidelity.device && config.cells.read_noise, single = config.stages == 0 || n == 1;
  return !noise && !config.fidelity.analogue() && (single || !config.fidelity.converter);
}

// Relative to ||b||: what the words of x leave of R, and what double rounding and wrong reads may change.
struct Allowance {
  double grid = 0.0, rounding = 0.0;
};

// What x and the residual lose in leaving the units of the system below the range of double: half of 2^-1074 each.
inline long double underflow(const WordSystem& system, const WordVector& vector) {
  long double smallest = largest(system.factor);
  for (const long double factor : system.factor) smallest = std::min(smallest, factor);
  const long double of_x = std::ldexp(system.norm_a / smallest, -1075 + system.exponent - vector.exponent);
  return std::sqrt(static_cast<long double>(system.n)) *
         (of_x + std::ldexp(largest(system.factor), -1075 - vector.exponent));
}

inline Allowance allowance(const Run& run, const WordVector& vector, arma::uword v) {
  const double eps = 0x1p-52, n = static_cast<double>(run.words.n), cycles = run.c.config.cycles;
  const double norm_b = static_cast<double>(norm(vector.b)), norm_a = static_cast<double>(run.words.norm_a);
  double norm_x = 0.0, moved = 0.0;
  Wide before(run.words.n, 0.0L);
  for (const arma::mat& kept : run.log.x) {
    Wide x = scaled_solution(run.words, vector, kept.row(v));
    norm_x = std::max(norm_x, static_cast<double>(norm(x)));
    for (std::size_t j = 0; j < x.size(); ++j) before[j] = x[j] - before[j];
    moved += static_cast<double>(largest(before));
    before = std::move(x);
  }
  const bool best_only = run.report.refinement != rram::RefinementKind::stationary;
  Allowance result;
  // x of the kinds that deliver their best can have been larger on the way, and so can r.
  const double way = best_only ? 16.0 : 1.0;
  result.rounding = eps * (n + 8.0) * (cycles + 2.0) * way * (norm_a * norm_x / norm_b + 1.0);
  result.rounding += static_cast<double>(run.words.unsure_a * norm_x + std::sqrt(n) * vector.unsure) / norm_b;
  result.rounding += static_cast<double>(underflow(run.words, vector) / norm(vector.b));
  // The grid of x: at most 4 max|x| over the codes (2 bits of headroom), half an lsb per element.
  const double codes = std::ldexp(1.0, run.c.config.word_bits - 1) - 1.0;
  if (run.c.config.fidelity.quantise) result.grid = 2.0 * norm_a * std::sqrt(n) * norm_x / codes / norm_b;
  if (run.report.hp_reads.wrong == 0) return result;
  // A wrong read of a line errs by `worst` levels at most, its weight is 2^-slice_bits times the largest word and the
  // top bit of the step; all lines of all planes, slices, signs and polarities together stay below 8 / (2^slice_bits -
  // 1) of the same per group of rows.
  const rram::SolverConfig& config = run.c.config;
  const double group = config.hp_array.rows_per_read > 0 ? config.hp_array.rows_per_read : n;
  const double all = 8.0 / (std::ldexp(1.0, config.slice_bits) - 1.0) * std::sqrt(n) * std::ceil(n / group);
  const double few = 2.0 * std::ldexp(1.0, -config.slice_bits) * static_cast<double>(run.report.hp_reads.wrong);
  const double worst = static_cast<double>(run.report.hp_reads.worst);
  result.rounding += worst * std::min(all, few) * (best_only ? cycles * way * norm_x : moved) / norm_b;
  return result;
}

// LP-INV of a residual, in the units of the words.
inline arma::vec lp_inverse(const Run& run, const arma::vec& r) {
  if (!run.c.config.fidelity.converter) return run.inverse * r;
  return converted(run.inverse * converted(r, run.c.config.dac_bits), run.c.config.adc_bits);
}

// Whether some step of a run can have left four times the smallest residual before it.
inline bool can_grow(const Run& run, const WordVector& vector, arma::uword v, const Allowance& allowed) {
  if (run.report.hp_reads.wrong > 0) return true;
  if (run.report.refinement == rram::RefinementKind::fcg) return false;
  if (run.inverse.is_empty() || run.report.refinement != rram::RefinementKind::stationary) return true;
  const double norm_b = static_cast<double>(norm(vector.b));
  Wide r = vector.b;
  double smallest = 1.0;
  for (const arma::mat& kept : run.log.residual) {
    arma::vec left(run.words.n);
    for (std::size_t j = 0; j < run.words.n; ++j) left(j) = static_cast<double>(r[j]);
    const arma::vec step = lp_inverse(run, left);
    // Between the blocks vectors as large as one inverse makes them are rounded to words and go through another one.
    const double words = run.c.config.fidelity.quantise ? std::ldexp(1.0, 4 - run.c.config.word_bits) : 1e-12;
    const double norm_inverse = arma::norm(run.inverse), norm_a = static_cast<double>(run.words.norm_a);
    const double about = words * norm_a * norm_inverse * (1.0 + norm_a * norm_inverse) * arma::norm(left) / norm_b;
    const double next = arma::norm(left - run.a * step) / norm_b + about + 2.0 * allowed.grid + allowed.rounding;
    if (next >= 4.0 * smallest) return true;
    r = scaled_residual(run.words, vector, kept.row(v));
    smallest = std::min(smallest, static_cast<double>(norm(r)) / norm_b);
  }
  return false;
}

// Whether x may lie beyond the range of double: the true solution is there or within a factor 2^14 of it.
inline bool may_overflow(const Run& run, const WordVector& vector) {
  arma::vec b(run.words.n), x;
  for (std::size_t j = 0; j < run.words.n; ++j) b(j) = static_cast<double>(vector.b[j]);
  if (!arma::solve(x, run.a, b, arma::solve_opts::fast)) return true;
  for (std::size_t j = 0; j < run.words.n; ++j) x(j) *= static_cast<double>(run.words.factor[j]);
  return std::ilogb(arma::abs(x).max()) + vector.exponent - run.words.exponent > 1023 - 14;
}

inline Evidence evidence_of(const Run& run, arma::uword v) {
  const rram::SolverConfig& config = run.c.config;
  const Status status = run.report.vector_status[v];
  Evidence e{.whole = run.whole, .tolerance = config.tolerance};
  e.x_finite = run.x.row(v).is_finite();
  e.x_zero = e.x_finite && arma::abs(run.x.row(v)).max() == 0.0;
  e.b_finite = run.c.b.row(v).is_finite();
  e.b_zero = e.b_finite && arma::abs(run.c.b.row(v)).max() == 0.0;
  if (!e.b_finite || e.b_zero || !e.x_finite || e.whole == Whole::unstable || e.whole == Whole::not_finite) return e;
  const WordVector vector = word_vector(run.words, run.c.b.row(v));
  e.overflow = status == Status::not_finite && may_overflow(run, vector);
  const Allowance allowed = allowance(run, vector, v);
  const double norm_b = static_cast<double>(norm(vector.b));
  e.slack = allowed.rounding;
  const Wide own = residual(run.words, vector, scaled_solution(run.words, vector, run.x.row(v)));
  e.residual = static_cast<double>(norm(own)) / norm_b;
  e.smallest = 1.0;
  for (const arma::mat& kept : run.log.residual)
    e.smallest =
        std::min(e.smallest, static_cast<double>(norm(scaled_residual(run.words, vector, kept.row(v)))) / norm_b);
  Wide reported = scaled_residual(run.words, vector, run.log.residual.back().row(v));
  for (std::size_t j = 0; j < own.size(); ++j) reported[j] -= own[j];
  e.misreported = static_cast<double>(norm(reported)) / norm_b;
  e.most = 1.0;
  if (run.report.refinement == rram::RefinementKind::stationary) e.most = 4.0 * std::max(1.0, allowed.grid);
  // ||r||^2 <= l_max r A^-1 r <= l_max b A^-1 b <= (l_max / l_min) ||b||^2: the energy never grows.
  if (run.report.refinement == rram::RefinementKind::fcg) e.most = std::sqrt(arma::cond(run.a));
  if (status == Status::diverged) e.can_grow = can_grow(run, vector, v, allowed);
  e.clamp = Clamp::never;
  if (config.fidelity.circuit && !run.tiles.empty()) e.clamp = judge_clamp(run.c, run.tiles.front(), vector);
  return e;
}

}  // namespace ohmimo::rram_test
