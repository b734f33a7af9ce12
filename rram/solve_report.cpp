#include "rram/solve_report.hpp"

namespace ohmimo::rram {

OperationCount& OperationCount::operator+=(const OperationCount& other) {
  return add(other, 1);
}

OperationCount& OperationCount::add(const OperationCount& other, std::uint64_t times) {
  lp_inv += times * other.lp_inv;
  hp_mvm += times * other.hp_mvm;
  lp_mvm += times * other.lp_mvm;
  dac += times * other.dac;
  adc += times * other.adc;
  digital_dot += times * other.digital_dot;
  digital_axpy += times * other.digital_axpy;
  cells_programmed += times * other.cells_programmed;
  cells_clipped += times * other.cells_clipped;
  return *this;
}

std::string_view status_name(SolveReport::Status status) {
  using Status = SolveReport::Status;
  switch (status) {
    case Status::not_run:
      return "not run";
    case Status::converged:
      return "converged";
    case Status::cycle_limit:
      return "cycle limit";
    case Status::diverged:
      return "diverged";
    case Status::saturated:
      return "saturated";
    case Status::unstable:
      return "unstable";
    case Status::not_finite:
      return "not finite";
  }
  return "?";
}

}  // namespace ohmimo::rram
