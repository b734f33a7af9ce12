// The published benchmark of the solver (data/golden/zuo2025_fig5.csv) as ratios to its digital references.
#pragma once
#include <array>
#include <string_view>

namespace ohmimo::audit {

// figure 5c: op/s, 5d: op/s/W.
struct BenchmarkCase {
  std::string_view circuits;  // measured | assumed
  bool single;                // one array of n rows instead of blocks of at most 32
  int n;
};
double benchmark_point(std::string_view figure, const BenchmarkCase& benchmark);

inline constexpr std::array<std::string_view, 3> digital_references = {"ASIC", "H100 core", "Vega 20 core"};
double digital_reference(std::string_view figure, std::string_view name);

// Operations of one solve by the benchmark's count: Cholesky's factor, n^3/3 + n^2/2 + n/6, computed once for n_reuse
// vectors, and two triangular solves of n^2 each for every vector; n_reuse = 1 is the benchmark's own count.
double equivalent_ops(double n, double n_reuse);

}  // namespace ohmimo::audit
