#include "apps/plot/cycle_curve.hpp"

namespace ohmimo::plot {

LogCurve cycle_curve(const Rows& rows, const std::string& label, std::string_view column) {
  LogCurve curve{label, {}, {}};
  for (std::size_t row = 0; row < rows.size(); ++row) {
    curve.x.push_back(rows.number(row, "cycle"));
    if (!(curve.x.back() >= 0.0 && curve.x.back() <= 1e6)) rows.refuse(row, "cycle", "must be from 0 to 1e6");
    curve.y.push_back(rows.finite_or_nan(row, column));
  }
  return curve;
}

}  // namespace ohmimo::plot
