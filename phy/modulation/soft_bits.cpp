#include "phy/modulation/soft_bits.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

void soft_bits(SoftBitRule rule, const Constellation& c, const MatrixBatch& x, const RealBatch& var, RealBatch& llr) {
  if (var.n_channel() != x.n_channel() || var.rows() != x.rows() || var.cols() != x.cols())
    throw std::invalid_argument(fmt::format("soft bits: var must have the shape of x, {}x{}x{}, got {}x{}x{}",
                                            x.n_channel(), x.rows(), x.cols(), var.n_channel(), var.rows(),
                                            var.cols()));
  const auto bits = static_cast<std::size_t>(c.bits_per_symbol);
  llr.resize(x.n_channel(), x.rows() * bits, x.cols());
  const simd::Kernels& k = simd::kernels();
  const auto kernel = rule == SoftBitRule::exact ? k.exact_soft_bits : k.max_log_soft_bits;
  for (std::size_t b = 0; b < x.n_block(); ++b)
    for (std::size_t u = 0; u < x.rows(); ++u)
      kernel({x.block(b).data + u * x.block(b).stride, var.at(b, u, 0), x.cols()}, c.axis, llr.at(b, u * bits, 0));
}

}  // namespace ohmimo
