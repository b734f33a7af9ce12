// The kernel table: one set of functions per instruction set, the same results from each (phy/simd/lanes.hpp).
#pragma once
#include <cstddef>
#include <cstdint>

#include "phy/block_view.hpp"
#include "phy/simd/shape.hpp"

namespace ohmimo::simd {

// All work on one block of 16 channels; see the headers beside this one for formulas.
struct Kernels {
  const char* isa;
  std::size_t width;
  void (*fill_u32)(std::uint32_t* state, std::uint32_t* out, std::size_t n_step);
  void (*fill_normal)(std::uint32_t* state, float* out, std::size_t n_pair, float sigma);
  void (*fill_root_gamma)(std::uint32_t* state, float shape, float* out);
  void (*correlate_rows)(BlockView h, std::size_t n_row, std::size_t n_col, float rho);
  void (*path_response)(const PathBlock& in, float* h, std::size_t stride);
  void (*turn_phases)(const float* phase, const float* turn, std::size_t n_path, float* out);
  void (*gram)(ConstBlockView h, std::size_t n_rx, std::size_t n_user, BlockView g);
  void (*matched_filter)(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView z);
  void (*gram_and_filter)(ConstBlockView h, ConstBlockView y, const LinkSize& n, BlockView g, BlockView z);
  void (*multiply)(ConstBlockView h, ConstBlockView x, const LinkSize& n, BlockView y);
  void (*multiply_add)(ConstBlockView h, ConstBlockView x, const LinkSize& n, BlockView y);
  void (*cholesky)(BlockView a, const FactorRule& rule, const FactorSize& n, const FactorOutput& out);
  void (*cholesky_solve)(ConstBlockView r, std::size_t n_user, std::size_t n_vector, BlockView x);
  void (*output_scaling)(std::size_t n_user, const LinearRule& rule, float* d_to_scale, float* variance);
  void (*finish)(ConstBlockView z, const LinkSize& n, const ChannelOutput& channel, const EstimateBlock& out);
  void (*make_filter)(const LinkBlock& in, const LinearRule& rule, BlockView work, const FilterOutput& out);
  void (*apply_filter)(const LinkBlock& link, const ChannelOutput& channel, const EstimateBlock& out);
  void (*detect_linear)(const LinkBlock& in, const LinearRule& rule, BlockView work, const DetectOutput& out);
  void (*solve_linear)(const GramBlock& in, const LinearRule& rule, BlockView work, const DetectOutput& out);
  void (*map_symbols)(const std::uint32_t* words, std::size_t n_entry, AxisScale axis, float* x, std::uint16_t* labels);
  void (*slice)(const float* x, std::size_t n_entry, AxisScale axis, std::uint16_t* labels);
  // llr[bits of a symbol][n_entry][16], bits in the order of TS 38.211
  void (*max_log_soft_bits)(const SoftBitRow& row, AxisScale axis, float* llr);
  void (*exact_soft_bits)(const SoftBitRow& row, AxisScale axis, float* llr);
  void (*count_errors)(ConstBlockView x, const std::uint16_t* labels, const LinkSize& n, AxisScale axis,
                       LaneErrors& errors);
  double (*multiply_add_probe)(std::size_t n_step, float* sink);
};

// Those of the instruction set of this run (isa.hpp).
const Kernels& kernels();

// Those of another one, or nullptr if it does not run here. For tests and benchmarks.
const Kernels* kernels_of(Isa isa);

}  // namespace ohmimo::simd
