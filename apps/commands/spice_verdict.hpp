// What ngspice says of a circuit, beside what we say, and whether both agree.
#pragma once
#include "apps/external/spice/spice_comparison.hpp"

namespace ohmimo {

// Of the first n outputs and of the others.
struct OutputNames {
  const char *first = "v", *second = "w";
};

// Prints every output of both, n of them op-amps, and the limit by which each difference is judged: 1e-9 at rest and
// 1e-4 in a transient; where rounding may put ngspice off by more, that bound, and then its equations corrected in long
// double are the second judge. Returns 0, or 1 with a sentence on stderr that names the judge who disagrees.
int print_verdict(const external::SpiceComparison& found, arma::uword n, double stop_s, const OutputNames& names = {});

}  // namespace ohmimo
