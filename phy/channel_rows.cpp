#include "phy/channel_rows.hpp"

#include <algorithm>

namespace ohmimo {
namespace {

typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));

// Transposes 4 x 4 numbers; rows are in_step and out_step apart.
void transpose_four(const float* in, std::size_t in_step, float* out, std::size_t out_step) {
  Four row[4];
  for (std::size_t i = 0; i < 4; ++i) row[i] = *reinterpret_cast<const Four*>(in + i * in_step);
  const Four a = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5);
  const Four b = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7);
  const Four c = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
  const Four d = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
  const auto store = [out, out_step](std::size_t i, const Four& column) {
    *reinterpret_cast<Four*>(out + i * out_step) = column;
  };
  store(0, __builtin_shufflevector(a, c, 0, 1, 4, 5));
  store(1, __builtin_shufflevector(a, c, 2, 3, 6, 7));
  store(2, __builtin_shufflevector(b, d, 0, 1, 4, 5));
  store(3, __builtin_shufflevector(b, d, 2, 3, 6, 7));
}

}  // namespace

void ChannelRows::resize(std::size_t n_row, std::size_t n_col) {
  n_row_ = n_row;
  n_col_ = n_col;
  value_.resize(n_lane * stride());
}

void ChannelRows::load_row(std::size_t i, const float* lanes, std::size_t step) {
  std::size_t v = 0;
  for (; v + 4 <= n_col_; v += 4)
    for (std::size_t lane = 0; lane < n_lane; lane += 4)
      transpose_four(lanes + v * step + lane, step, row(lane, i) + v, stride());
  for (; v < n_col_; ++v)
    for (std::size_t lane = 0; lane < n_lane; ++lane) row(lane, i)[v] = lanes[v * step + lane];
}

void ChannelRows::store_row(std::size_t i, float* lanes, std::size_t step) const {
  std::size_t v = 0;
  for (; v + 4 <= n_col_; v += 4)
    for (std::size_t lane = 0; lane < n_lane; lane += 4)
      transpose_four(row(lane, i) + v, stride(), lanes + v * step + lane, step);
  for (; v < n_col_; ++v)
    for (std::size_t lane = 0; lane < n_lane; ++lane) lanes[v * step + lane] = row(lane, i)[v];
}

void ChannelRows::clear_from(std::size_t channel) {
  std::fill(value_.begin() + static_cast<std::ptrdiff_t>(channel * stride()), value_.end(), 0.0f);
}

}  // namespace ohmimo
