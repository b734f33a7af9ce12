// How far rounding may put a circuit simulator off, and what it should say: the nodal equations of its deck, solved
// with corrections in long double.
#pragma once
#include <armadillo>
#include <string>
#include <vector>

namespace ohmimo::external {

// An elimination in double precision solves (A + E) z = r + f exactly, |E| <= c eps |A| and |f| <= c eps |r|, entry by
// entry: a handful of roundings each, from the sums of conductances and from the elimination, which meets no growth on
// nodal matrices. So z errs by at most c eps |A^-1| (|A| |z| + |r|), to first order (Skeel 1979; Higham 2002, chapter
// 7). c = 4 stands for eight roundings; the errors of ngspice stay below 0.04 of that for wires of 1e-12 to 1e12 ohm.
struct NodalRounding {
  arma::vec node_V;        // of the nodes asked for, at rest, by corrections from residuals in long double (Higham,
                           // chapter 12); NaN if those stay above its rounding
  arma::vec error_V;       // bound on the rounding of a solution in double; infinite if there is none
  arma::vec node_error_V;  // the same bound for node_V
  arma::vec resistor_V;    // what a change of eps in every resistor does
};

// Throws std::invalid_argument for a node that the deck does not have.
NodalRounding nodal_rounding(const std::string& deck, const std::vector<std::string>& nodes);

}  // namespace ohmimo::external
