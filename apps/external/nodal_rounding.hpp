// How far rounding may put a circuit simulator off: the nodal equations of a deck (rram/spice) and their condition.
#pragma once
#include <armadillo>
#include <string>
#include <vector>

namespace ohmimo::external {

// An elimination in double precision solves (A + E) z = r + f exactly, |E| <= c eps |A| and |f| <= c eps |r|, entry by
// entry: a handful of roundings each, from the sums of conductances and from the elimination, which meets no growth on
// nodal matrices. So z errs by at most c eps |A^-1| (|A| |z| + |r|), to first order (Skeel 1979, Higham 2002, chapter 7).
struct NodalRounding {
  arma::vec node_V;   // of the nodes asked for, by these equations at rest
  arma::vec error_V;  // how far off rounding may put each; infinite for equations without a solution
};

// deck: resistors, grounded voltage sources, transconductors, unity followers and capacitors, as spice_deck() writes
// them. Throws std::invalid_argument for a node that it does not have.
NodalRounding nodal_rounding(const std::string& deck, const std::vector<std::string>& nodes);

}  // namespace ohmimo::external
