// Keyed random streams. A stream is named by (FrameId, Purpose, index) and shares nothing with any other, so results
// depend neither on threads nor on the order of work. Philox 4x32-10 (Salmon et al., SC'11,
// doi 10.1145/2063384.2063405) turns the name into the states of 16 xoshiro128++ lane generators (Blackman and Vigna,
// ACM TOMS 47(4), 2021), which run at full speed. 16 logical lanes on every instruction set: AVX-512, AVX2 and one-lane
// code draw the same numbers.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "phy/block_view.hpp"

namespace ohmimo {

struct FrameId {
  std::uint64_t seed = 0;
  std::uint32_t point = 0;  // SNR point: part of the name, so points are independent
  std::uint32_t frame = 0;
};

enum class Purpose : std::uint32_t {
  bits,
  channel,
  noise,
  csi,
  device_program,
  device_read,
  right_hand_side,
  transport
};

// One block of Philox 4x32-10.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

class RngStream {
 public:
  // index separates streams of one frame and purpose, for example one per channel.
  RngStream(const FrameId& id, Purpose purpose, std::uint32_t index = 0);

  // Raw 32-bit words, lane by lane: out[16 k + lane] is draw k of that lane. out.size() must be a multiple of 16.
  void fill_u32(std::span<std::uint32_t> out);

  // Independent normal numbers of mean 0 and standard deviation sigma (Box-Muller; tail to 6.66 sigma); two draws give
  // 32 numbers. out.size() must be a multiple of 32: as [re x16][im x16] they are 16 lanes of CN(0, 2 sigma^2).
  void fill_normal(std::span<float> out, float sigma);

  // out[lane] = sqrt(g), g ~ Gamma(shape, 1) with shape >= 1; out.size() must be 16.
  void fill_root_gamma(std::span<float> out, float shape);

  // One number at a time, uniform in (0, 1): takes the lanes in turn. For set-up work such as programming cells.
  double uniform();
  double normal();

 private:
  alignas(64) std::array<std::uint32_t, 4 * n_lane> state_;  // [word][lane]
  alignas(64) std::array<std::uint32_t, n_lane> buffer_;
  std::size_t buffered_ = 0;
};

}  // namespace ohmimo
