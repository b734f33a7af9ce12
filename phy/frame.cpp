#include "phy/frame.hpp"

namespace ohmimo {

void SymbolBatch::resize(std::size_t channels, std::size_t users, std::size_t vectors) {
  n_channel = channels;
  n_user = users;
  n_vector = vectors;
  labels.resize((channels + n_lane - 1) / n_lane * n_lane * users * vectors);
}

}  // namespace ohmimo
