#include <doctest/doctest.h>

#include "phy/channel_rows.hpp"

namespace test_channel_rows {

using namespace ohmimo;

TEST_CASE("rows of channels and back: every number in its place, tails of columns included") {
  for (const std::size_t n_col : {1, 3, 4, 5, 16, 21}) {
    constexpr std::size_t n_row = 3, step = 2 * n_lane;
    std::vector<float> lanes(n_row * n_col * step), back(lanes.size());
    for (std::size_t k = 0; k < lanes.size(); ++k) lanes[k] = static_cast<float>(k);
    ChannelRows rows;
    rows.resize(n_row, n_col);
    for (std::size_t i = 0; i < n_row; ++i) rows.load_row(i, lanes.data() + i * n_col * step, step);
    std::size_t wrong = 0;
    for (std::size_t lane = 0; lane < n_lane; ++lane)
      for (std::size_t i = 0; i < n_row; ++i)
        for (std::size_t v = 0; v < n_col; ++v)
          wrong += rows.row(lane, i)[v] != lanes[(i * n_col + v) * step + lane] ? 1 : 0;
    CHECK(wrong == 0);
    rows.clear_from(13);
    for (std::size_t i = 0; i < n_row; ++i) rows.store_row(i, back.data() + i * n_col * step, step);
    for (std::size_t k = 0; k < lanes.size(); ++k)
      wrong += back[k] != (k % step < 13 ? lanes[k] : 0.0f) ? 1 : 0;  // what is not of the rows stays as it was, 0
    CHECK(wrong == 0);
  }
}

}  // namespace test_channel_rows
