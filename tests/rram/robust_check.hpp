// Solves one robustness case and judges every vector of the report by the evidence.
#pragma once
#include <doctest/doctest.h>

#include <map>

#include "tests/rram/robust_evidence.hpp"

namespace ohmimo::rram_test {

inline Run run_case(const RobustCase& c) {
  Run run{.c = c};
  RngStream device = device_stream(c.number), read({92, 0, c.number}, Purpose::device_read);
  const rram::ProgrammedSystem system = rram::program(c.a, c.config, device);
  run.log.keep = cycles_to(c.config.cycles);
  run.report = system.solve(c.b, run.x, &run.log, &read);
  run.tiles = tiles_of(system.arrays());
  const bool words = c.a.is_finite() && arma::abs(c.a).max() > 0.0;
  if (words) run.words = word_system(c);
  run.whole = judge_whole(c, run.words, run.tiles);
  // fcg goes on without its tiles; that the words are positive definite then is checked below.
  if (run.report.refinement_reason.starts_with("LP-INV is singular or unstable") && run.whole != Whole::usable) {
    run.whole = Whole::usable;
    run.tiles.clear();
  }
  if (!words) return run;
  run.a = to_double(run.words);
  const arma::mat inverse = system.realised_inverse();
  if (!is_known(c.config, c.a.n_rows) || !inverse.is_finite()) return run;
  run.inverse.set_size(arma::size(inverse));
  for (std::size_t i = 0; i < run.words.n; ++i)
    for (std::size_t j = 0; j < run.words.n; ++j)
      run.inverse(i, j) = static_cast<double>(std::ldexp(static_cast<long double>(inverse(i, j)), run.words.exponent) /
                                              (run.words.factor[i] * run.words.factor[j]));
  return run;
}

struct RobustTally {
  std::map<Status, int> status;
  std::map<rram::RefinementKind, int> kind;
  std::map<Whole, int> whole;
  int clamp_seen = 0, growth_judged = 0, wrong_reads = 0, largest = 0;
};

// What holds for the report as a whole.
inline void check_report(const Run& run) {
  const rram::SolveReport& report = run.report;
  REQUIRE(report.vector_status.size() == run.c.b.n_rows);
  REQUIRE(arma::size(run.x) == arma::size(run.c.b));
  CHECK(same_bits(run.x, run.log.x.back()));
  CHECK(report.refinement != rram::RefinementKind::automatic);
  CHECK(report.status == *std::ranges::max_element(report.vector_status));
  CHECK(report.cycles >= 0);
  CHECK(report.cycles <= run.c.config.cycles);
  if (std::ranges::count(report.vector_status, Status::cycle_limit) > 0) CHECK(report.cycles == run.c.config.cycles);
  const bool clamped = std::ranges::count(report.vector_status, Status::saturated) > 0;
  if (clamped) CHECK(report.clamped_outputs > 0);
  if (!run.c.config.fidelity.circuit) CHECK(report.clamped_outputs == 0);
  CHECK(report.hp_reads.wrong <= report.hp_reads.reads);
  if (report.refinement == rram::RefinementKind::fcg) {  // positive definite words, to the rounding of eigenvalues
    CHECK(run.c.a.is_symmetric());
    CHECK(arma::eig_sym(arma::symmatu(run.a)).min() > -0x1p-52 * static_cast<double>(run.c.a.n_rows));
  }
}

inline void check_robust(std::uint32_t number, RobustTally& tally) {
  const RobustCase c = random_robust_case(number);
  CAPTURE(number);
  CAPTURE(static_cast<int>(c.sort));
  CAPTURE(c.a.n_rows);
  const Run run = run_case(c);
  check_report(run);
  ++tally.kind[run.report.refinement];
  ++tally.whole[run.whole];
  tally.wrong_reads += run.report.hp_reads.wrong > 0;
  tally.largest = std::max(tally.largest, static_cast<int>(c.a.n_rows));
  double worst = NAN, slack = 0.0;
  for (arma::uword v = 0; v < c.b.n_rows; ++v) {
    const Status status = run.report.vector_status[v];
    const Evidence e = evidence_of(run, v);
    ++tally.status[status];
    tally.clamp_seen += e.clamp == Clamp::surely;
    tally.growth_judged += status == Status::diverged && !run.inverse.is_empty();
    CAPTURE(v);
    CAPTURE(std::string(rram::status_name(status)));
    CAPTURE(e.residual);
    CAPTURE(e.slack);
    CHECK(fault_of(status, e) == "");
    if (std::isnan(e.residual) || is_dead(status)) continue;
    CHECK(e.misreported <= e.slack);
    worst = std::fmax(worst, e.residual);
    slack = std::max(slack, e.slack);
  }
  if (std::isnan(worst)) return;
  CAPTURE(worst);
  CAPTURE(run.report.relative_residual);
  CHECK(std::abs(worst - run.report.relative_residual) <= slack);
}

inline void check_robust_range(std::uint32_t first, std::uint32_t count) {
  RobustTally tally;
  for (std::uint32_t k = 0; k < count; ++k) check_robust(first + k, tally);
  using Kind = rram::RefinementKind;
  std::string line;
  for (const auto& [status, vectors] : tally.status)
    line += std::string(rram::status_name(status)) + " " + std::to_string(vectors) + ", ";
  MESSAGE(count << " systems up to " << tally.largest << ": usable " << tally.whole[Whole::usable] << ", unstable "
                << tally.whole[Whole::unstable] << ", not finite " << tally.whole[Whole::not_finite]
                << ", too near to tell " << tally.whole[Whole::open] << ", with wrong reads " << tally.wrong_reads
                << "; vectors " << line << "clamp judged in cycle 1 " << tally.clamp_seen << ", growth judged "
                << tally.growth_judged << "; run as stationary " << tally.kind[Kind::stationary] << ", chebyshev "
                << tally.kind[Kind::chebyshev] << ", fcg " << tally.kind[Kind::fcg]);
  for (const Status status : {Status::converged, Status::cycle_limit, Status::diverged, Status::saturated,
                              Status::unstable, Status::not_finite})
    CHECK(tally.status[status] > 0);
  for (const Kind kind : {Kind::stationary, Kind::chebyshev, Kind::fcg}) CHECK(tally.kind[kind] > 0);
  CHECK(tally.clamp_seen > 0);
  CHECK(tally.growth_judged > 0);
  CHECK(tally.wrong_reads > 0);
}

}  // namespace ohmimo::rram_test
