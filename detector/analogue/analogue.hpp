// ZF and MMSE on the simulated RRAM solver: the one place where MIMO meets rram. The Gram matrix of each channel is
// programmed into arrays (own device errors per channel, drawn from the stream of that channel), every vector is solved
// by LP-INV and refinement; all requested cycles come from one solve.
#pragma once
#include <memory>
#include <vector>

#include "detector/detector.hpp"
#include "detector/linear/linear.hpp"
#include "rram/solver_config.hpp"

namespace ohmimo {

// Digital helpers, simplified and said so: G, z, the bias correction of MMSE and the noise part of var come from the
// floating-point factor of linear.hpp, as a controller would compute them once per channel. The analogue part of var is
// estimated per vector from the residual the controller has anyway: e_u ~ r_u [A^-1]_uu, averaged over users. It is the
// error A^-1 r with the other users' share left out: over Rayleigh channels from 16x4 down to 4x4, cycles 1 to 8 and
// all ways to end, the squared error seen is a median 0.3 to 2.5 times it (with 1/A_uu for [A^-1]_uu: 1.5 to 65 times).
//
// x = 0 and var = +inf, hence LLR 0, where the solver gives no answer: status unstable or not finite, or diverged with
// x = 0 as the best it came by.
//
// cycles are the refinement cycles reported, ascending and >= 1: one estimate each.
std::unique_ptr<GramDetector> make_analogue(LinearKind kind, const rram::SolverConfig& solver,
                                            const std::vector<int>& cycles);

}  // namespace ohmimo
