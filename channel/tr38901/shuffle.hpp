// Random order, as the angles of rays are coupled by (step 8).
#pragma once
#include <cstddef>
#include <span>
#include <utility>

#include "phy/rng.hpp"

namespace ohmimo {

// Fisher-Yates: every order is as likely.
inline void shuffle(std::span<std::size_t> order, RngStream& stream) {
  for (std::size_t k = order.size(); k > 1; --k)
    std::swap(order[k - 1], order[static_cast<std::size_t>(stream.uniform() * static_cast<double>(k))]);
}

}  // namespace ohmimo
