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
// estimated per vector and user from the residual the controller has anyway: sum over w of |[A^-1]_uw|^2 |r_w|^2. It is
// the squared error |(A^-1 r)_u|^2 for residuals of random phase. The mean of |e|^2 / var of a user is 0.6 to 1.2 in
// cycles 1 to 3 from 128x8 down to 8x4, users of up to 20 dB spread, ZF and MMSE, stationary and fcg, equilibrated or
// not (a mean of |r_u [A^-1]_uu|^2 over users in its place: 0.14 to 2.14 at 16x4 with 12 dB spread). Of a vector that
// met the clamp only w = u counts. Without a wish for var the analogue part is left out of it.
//
// x = 0 and var = +inf, hence LLR 0, where the solver gives no answer: status unstable or not finite, or diverged with
// x = 0 as the best it came by.
//
// cycles are the refinement cycles reported, ascending and >= 1: one estimate each. error_scale: the analogue part of
// var times this.
std::unique_ptr<GramDetector> make_analogue(LinearKind kind, const rram::SolverConfig& solver,
                                            const std::vector<int>& cycles, Output output = Output::x_and_var,
                                            double error_scale = 1.0);

}  // namespace ohmimo
