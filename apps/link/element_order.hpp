// Where the symbols of a batch stand within their blocks.
#pragma once
#include <cstddef>
#include <vector>

namespace ohmimo {

// Vector v of channel c of a batch is resource element first + (c mod n_channel) channel_step + vector_offset[v] of
// block c / n_channel of every user.
struct ElementOrder {
  std::size_t n_channel = 1;  // of a block
  std::size_t first = 0, channel_step = 1;
  std::vector<std::size_t> vector_offset;

  std::size_t block_of(std::size_t channel) const { return channel / n_channel; }
  std::size_t element(std::size_t channel, std::size_t vector) const {
    return first + channel % n_channel * channel_step + vector_offset[vector];
  }
};

}  // namespace ohmimo
