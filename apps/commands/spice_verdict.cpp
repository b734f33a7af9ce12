#include "apps/commands/spice_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

namespace ohmimo {
namespace {

constexpr double static_limit = 1e-9, sample_limit = 1e-4;

// Who disagrees, or "".
std::string_view judge_rest(const external::SpiceComparison& found) {
  const double limit = std::max(static_limit, found.static_rounding);
  const bool exact = limit <= static_limit;
  fmt::print("at rest: largest difference {:.2e} of the largest output (limit {:.0e}{})\n", found.static_difference,
             limit, exact ? "" : ", as far as rounding may put ngspice off");
  if (!(found.static_difference <= limit)) return "ngspice";
  if (exact) return "";
  const double nodal_limit = std::max(static_limit, found.nodal_rounding);
  fmt::print("its equations corrected in long double: largest difference {:.2e} (limit {:.0e})\n",
             found.nodal_difference, nodal_limit);
  const bool agrees = std::isfinite(found.nodal_difference) && found.nodal_difference <= nodal_limit;
  return agrees ? "" : "the solution of its equations corrected in long double";
}

std::string_view judge_transient(const external::SpiceComparison& found, double stop_s) {
  const auto time = [](double time_s) {
    return std::isnan(time_s) ? std::string("not reached") : fmt::format("{:.6g} s", time_s);
  };
  fmt::print("transient: {} samples to {} s, worst {:.2e} of the largest output (limit {:.0e})\n", found.samples,
             stop_s, found.sample_difference, sample_limit);
  fmt::print("0.1 % settling: ours {}, ngspice {}\n", time(found.settling_s), time(found.sampled_settling_s));
  return found.sample_difference <= sample_limit ? "" : "ngspice";
}

}  // namespace

int print_verdict(const external::SpiceComparison& found, arma::uword n, double stop_s, const OutputNames& names) {
  fmt::print("{:>6} {:>20} {:>20} {:>12}\n", "output", "ours (V)", "ngspice (V)", "apart (V)");
  for (arma::uword k = 0; k < found.ours_V.n_elem; ++k)
    fmt::print("{:>6} {:>20.12e} {:>20.12e} {:>12.2e}\n",
               k < n ? fmt::format("{}_{}", names.first, k) : fmt::format("{}_{}", names.second, k - n),
               found.ours_V(k), found.theirs_V(k), found.ours_V(k) - found.theirs_V(k));
  std::string_view who = judge_rest(found);
  if (stop_s > 0.0)
    if (const std::string_view other = judge_transient(found, stop_s); who.empty()) who = other;
  if (who.empty()) return 0;
  fmt::print(stderr, "ohmimo: {} differs by more than the limit\n", who);
  return 1;
}

}  // namespace ohmimo
