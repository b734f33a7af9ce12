// Maximum ratio combining: the matched filter, user by user.
#pragma once
#include <memory>

#include "detector/detector.hpp"

namespace ohmimo {

// Matched filter x_k = z_k/G_kk, var = (N0 + sum_j |G_kj|^2/G_kk)/G_kk: treats the other users as noise.
std::unique_ptr<GramDetector> make_mrc();

}  // namespace ohmimo
