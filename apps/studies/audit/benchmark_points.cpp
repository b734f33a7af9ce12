#include "apps/studies/audit/benchmark_points.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "apps/published/paper_points.hpp"

namespace ohmimo::audit {

double benchmark_point(std::string_view figure, const BenchmarkCase& benchmark) {
  // Blocks and one array are the same up to 32 rows; those points are on the curve without "single".
  const bool single = benchmark.single && benchmark.n > 32;
  const std::string curve = fmt::format("{}{}", benchmark.circuits, single ? " single" : "");
  for (const PaperPoint& point : curve_points(paper_points(figure), curve))
    if (point.x == benchmark.n) return point.y;
  throw std::invalid_argument(fmt::format("figure {} has no point of '{}' at n = {}", figure, curve, benchmark.n));
}

double digital_reference(std::string_view figure, std::string_view name) {
  return curve_points(paper_points(figure), name)[0].y;
}

double equivalent_ops(double n, double n_reuse) {
  const double factor = n * n * n / 3.0 + n * n / 2.0 + n / 6.0;  // Cholesky
  return factor / n_reuse + 2.0 * n * n;
}

}  // namespace ohmimo::audit
