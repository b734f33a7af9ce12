#include "channel/transmission.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

void draw_symbols(RngStream& stream, const Constellation& constellation, const SymbolShape& shape, FrameTruth& truth) {
  truth.symbols.resize(shape.n_channel, shape.n_user, shape.n_vector);
  truth.x.resize(shape.n_channel, shape.n_user, shape.n_vector);
  std::array<std::uint32_t, 64 * n_lane> words;  // so many vectors at a time
  for (std::size_t b = 0; b < truth.x.n_block(); ++b)
    for (std::size_t user = 0; user < shape.n_user; ++user)
      for (std::size_t first = 0; first < shape.n_vector; first += 64) {
        const std::size_t n = std::min<std::size_t>(64, shape.n_vector - first);
        const BlockView x = truth.x.block(b);
        stream.fill_u32({words.data(), n * n_lane});
        simd::kernels().map_symbols(words.data(), n, constellation.axis, x.data + user * x.stride + first * 2 * n_lane,
                                    truth.symbols.at(b, user, first));
      }
}

void draw_noise(RngStream& stream, double noise_var, MatrixBatch& y) {
  const float sigma = static_cast<float>(std::sqrt(noise_var / 2));
  for (std::size_t b = 0; b < y.n_block(); ++b)
    for (std::size_t row = 0; row < y.rows(); ++row)
      stream.fill_normal({y.block(b).data + row * y.block(b).stride, y.cols() * 2 * n_lane}, sigma);
}

// In pieces of 8 vectors: their symbols stay in the first-level cache while all rows of H pass (168 vectors per
// channel, whole link: 128x8 takes 0.86 and 256x32 0.8 of the time that whole rows of y take).
void transmit(UplinkFrame& frame, const FrameTruth& truth) {
  constexpr std::size_t piece = 8;
  const std::size_t n_vector = frame.y.cols();
  const MatrixBatch& h = true_channel(frame, truth);
  for (std::size_t b = 0; b < frame.y.n_block(); ++b)
    for (std::size_t first = 0; first < n_vector; first += piece) {
      const ConstBlockView x = truth.x.block(b);
      const BlockView y = frame.y.block(b);
      const simd::LinkSize size = {h.rows(), h.cols(), std::min(piece, n_vector - first)};
      simd::kernels().multiply_add(h.block(b), {x.data + first * 2 * n_lane, x.stride}, size,
                                   {y.data + first * 2 * n_lane, y.stride});
    }
}

void add_error(RngStream& stream, double error_var, const MatrixBatch& h, MatrixBatch& h_hat) {
  h_hat.resize(h.n_channel(), h.rows(), h.cols());
  const float sigma = static_cast<float>(std::sqrt(error_var / 2));
  const std::size_t n = h.cols() * 2 * n_lane;
  for (std::size_t b = 0; b < h.n_block(); ++b)
    for (std::size_t row = 0; row < h.rows(); ++row) {
      const float* entries = h.block(b).data + row * h.block(b).stride;
      float* believed = h_hat.block(b).data + row * h_hat.block(b).stride;
      stream.fill_normal({believed, n}, sigma);
      for (std::size_t k = 0; k < n; ++k) believed[k] += entries[k];
    }
}

}  // namespace ohmimo
