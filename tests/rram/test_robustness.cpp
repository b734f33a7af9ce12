// Random systems of every sort on every rung and path of the solver, each report judged by evidence of its own
// (robust_judge.hpp says what is right), and proof that the judge sees errors.
#include <doctest/doctest.h>

#include "tests/rram/robust_circuits.hpp"

namespace test_robustness {

using namespace ohmimo;
using namespace ohmimo::rram_test;
using rram::CircuitStatus;

TEST_CASE("1,500 random systems of every sort: no crash, and every report is right in double precision") {
  check_robust_range(0, 1500);
}

TEST_CASE("1,500 random circuits, however signs are made: cells, poles and voltages are right") {
  check_circuit_range(0, 1500);
}

TEST_CASE("planted in random circuits: other cells, another gain, voltage, status or held output are seen") {
  int runs = 0, cells = 0, status = 0, voltage = 0, gain = 0, of_gain = 0, held = 0, of_held = 0;
  for (std::uint32_t number = 0; number < 200; ++number) {
    const CircuitCase c = random_circuit_case(number);
    if (is_refused(c)) continue;
    const CircuitRun run = run_circuit(c);
    if (run.point.status == CircuitStatus::unstable || run.point.status == CircuitStatus::undetermined) continue;
    ++runs;
    CircuitRun planted = run;
    planted.drawing.circuit.arrays.positive_S(0, 0) += 20e-6;  // four levels
    cells += circuit_fault(planted) == "cells do not hold the matrix";
    planted = run;
    planted.point.status = CircuitStatus::unstable;
    status += circuit_fault(planted) == "called unstable without such a pole";
    planted = run;
    planted.point.u_V(0) += 1e-9 * arma::abs(node_voltages(run)).max();
    voltage += voltage_fault(planted) != "";
    if (run.point.saturated.is_empty() && std::isfinite(run.drawing.circuit.model.amplifier.gain)) {
      ++of_gain;
      planted = run;
      planted.drawing.circuit.model.amplifier.gain *= 1.001;
      gain += voltage_fault(planted) == "an amplifier does not follow its input";
    }
    if (run.point.saturated.is_empty()) continue;
    ++of_held;
    planted = run;
    planted.point.saturated.shed_row(0);
    held += circuit_fault(planted) != "";
  }
  CHECK(runs > 80);
  CHECK(cells == runs);
  CHECK(status == runs);
  CHECK(voltage == runs);
  CHECK(of_gain > 10);
  CHECK(gain == of_gain);
  CHECK(of_held > 5);
  CHECK(held == of_held);
}

// Of a converged vector in good order.
Evidence good() {
  return {.x_finite = true, .tolerance = 1e-6, .residual = 5e-7, .smallest = 5e-7, .misreported = 0.0, .slack = 1e-9};
}

TEST_CASE("the judge rejects a planted error of every status") {
  Evidence e = good();
  CHECK(fault_of(Status::converged, e) == "");
  for (const Status status : {Status::not_run, Status::cycle_limit, Status::diverged, Status::saturated,
                              Status::unstable, Status::not_finite})
    CHECK(fault_of(status, e) != "");
  e.x_finite = false;
  CHECK(fault_of(Status::converged, e) == "x is not finite");
  e = good();
  e.residual = e.smallest = 2e-6;
  CHECK(fault_of(Status::converged, e) == "converged above the tolerance");
  CHECK(fault_of(Status::cycle_limit, e) == "");
  CHECK(fault_of(Status::diverged, e) == "");
  CHECK(fault_of(Status::saturated, e) == "");
  e.can_grow = false;
  CHECK(fault_of(Status::diverged, e) == "called diverged where no step can grow");
  e.smallest = 1e-6;
  CHECK(fault_of(Status::diverged, e) == "diverged without its best solution");
  e.clamp = Clamp::surely;
  CHECK(fault_of(Status::cycle_limit, e) == "an output met the clamp unnoticed");
  e.clamp = Clamp::never;
  CHECK(fault_of(Status::saturated, e) == "saturated without a clamp");
  e.residual = 1.5;
  CHECK(fault_of(Status::cycle_limit, e) == "grown residual not called diverged");
  e.residual = NAN;
  CHECK(fault_of(Status::cycle_limit, e) == "residual is not finite");
  e = good();
  e.x_zero = e.b_zero = true;
  CHECK(fault_of(Status::converged, e) == "");
  CHECK(fault_of(Status::cycle_limit, e) == "b = 0 must converge at x = 0");
  e.b_finite = e.b_zero = false;
  CHECK(fault_of(Status::not_finite, e) == "");
  CHECK(fault_of(Status::converged, e) == "a vector that is not finite unnoticed");
  e.b_finite = true;
  CHECK(fault_of(Status::not_finite, e) == "not finite without a cause");
  CHECK(fault_of(Status::unstable, e) == "unstable without a pole in the right half plane");
  e.whole = Whole::unstable;
  CHECK(fault_of(Status::unstable, e) == "");
  CHECK(fault_of(Status::not_finite, e) == "a pole in the right half plane unnoticed");
  e.whole = Whole::not_finite;
  CHECK(fault_of(Status::cycle_limit, e) == "a singular or non-finite system unnoticed");
  e.x_zero = false;
  CHECK(fault_of(Status::not_finite, e) == "x must be 0");
}

TEST_CASE("planted in real runs: another status, another x and another residual are seen") {
  std::map<Status, int> planted, seen;
  int moved = 0, moved_seen = 0;
  for (std::uint32_t number = 0; number < 200; ++number) {
    const RobustCase c = random_robust_case(number);
    Run run = run_case(c);
    for (arma::uword v = 0; v < c.b.n_rows; ++v) {
      const Status right = run.report.vector_status[v];
      for (int k = 0; k <= static_cast<int>(Status::not_finite); ++k) {
        const Status wrong = static_cast<Status>(k);
        if (wrong == right) continue;
        run.report.vector_status[v] = wrong;
        ++planted[right];
        seen[right] += fault_of(wrong, evidence_of(run, v)) != "";
      }
      run.report.vector_status[v] = right;
      const Evidence e = evidence_of(run, v);
      if (std::isnan(e.residual) || is_dead(right) || e.x_zero || e.residual + e.slack > 1e-3) continue;
      run.x.row(v) *= 1.01;
      const Evidence off = evidence_of(run, v);
      ++moved;
      moved_seen += off.misreported > off.slack;
      run.x.row(v) /= 1.01;
    }
  }
  // Of six wrong statuses those are beyond telling that the same numbers fit: cycle limit, diverged and saturated among
  // themselves, all but not run where rounding decides whether a system is singular.
  for (const Status status : {Status::converged, Status::cycle_limit, Status::diverged, Status::saturated,
                              Status::unstable, Status::not_finite}) {
    CAPTURE(std::string(rram::status_name(status)));
    CAPTURE(planted[status]);
    CAPTURE(seen[status]);
    const bool refined = !is_dead(status) && status != Status::converged;
    CHECK(planted[status] > 100);
    CHECK(seen[status] > (refined ? 0.5 : 0.8) * planted[status]);
  }
  CHECK(moved > 20);
  CHECK(moved_seen == moved);
}

}  // namespace test_robustness
