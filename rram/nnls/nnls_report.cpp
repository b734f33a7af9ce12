#include "rram/nnls/nnls_report.hpp"

namespace ohmimo::rram {

NnlsCount& NnlsCount::operator+=(const NnlsCount& other) {
  analogue_solves += other.analogue_solves;
  exact_products += other.exact_products;
  dac += other.dac;
  adc += other.adc;
  cells_programmed += other.cells_programmed;
  amplifiers += other.amplifiers;
  return *this;
}

std::string_view status_name(NnlsReport::Status status) {
  using Status = NnlsReport::Status;
  switch (status) {
    case Status::not_run:
      return "not run";
    case Status::solved:
      return "solved";
    case Status::saturated:
      return "saturated";
    case Status::undetermined:
      return "undetermined";
    case Status::unstable:
      return "unstable";
    case Status::not_finite:
      return "not finite";
  }
  return "?";
}

}  // namespace ohmimo::rram
