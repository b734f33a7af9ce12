// ZF and MMSE on the simulated RRAM solver: the one place where MIMO meets rram. The Gram matrix of each channel is
// programmed into arrays (own device errors per channel, drawn from the stream of that channel), every vector is solved
// by LP-INV and refinement; all requested cycles come from one solve.
#pragma once
#include <memory>

#include "detector/detector.hpp"
#include "detector/linear.hpp"

namespace ohmimo {

// Digital helpers, simplified and said so: G, z, the bias correction of MMSE and the noise part of var come from the
// floating-point factor of linear.hpp, as a controller would compute them once per channel. The analogue part of var is
// estimated per vector from the residual the controller has anyway: e_u ~ r_u/A_uu, averaged over users.
std::unique_ptr<GramDetector> make_analogue(const DetectorConfig& config, LinearKind kind);

}  // namespace ohmimo
