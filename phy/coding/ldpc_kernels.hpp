// The inner loops of LDPC codes. One source (ldpc_kernels.cpp) is compiled for each instruction set; all work on
// integers or round correctly, so results are the same.
//
// The decoder's lanes are the Z rows that one row of the base graph lifts to. Soft bits of a column stand in memory as
// the row that wrote them last picks them, so that a row writes its lanes in order and reads them rotated; two banks a
// column keep what is written from what is still to be read.
#pragma once
#include <cstddef>
#include <cstdint>

#include "phy/simd/isa.hpp"

namespace ohmimo::coding {

inline constexpr std::size_t most_lanes = 64;  // of the widest registers; rooms are multiples of it
inline constexpr int n_correction = 16;        // entries of the table of corrections
inline constexpr int most_degree = 19;         // entries in a row of a base graph

// A rotated column, as the encoder's sums take it: bits from `shift` on.
struct RotatedColumn {
  const std::uint64_t* words = nullptr;
  std::uint32_t shift = 0;
};

struct DecoderEdge {
  std::uint32_t column = 0;
  std::uint32_t shift = 0;      // of this row against the row that wrote the column before it
  std::uint32_t end_shift = 0;  // of this row against the row that writes the column last
};

struct DecoderRow {
  std::uint32_t first = 0, n_edge = 0;
  std::int8_t filler_edge = -1;    // place of the column that is filler in part, or -1
  std::uint32_t filler_first = 0;  // where its fillers start in the lanes of this row; they go on round the end
};

struct DecoderState {
  const DecoderRow* row = nullptr;
  std::size_t n_row = 0;
  const DecoderEdge* edge = nullptr;
  std::size_t z = 0;
  std::size_t stride = 0;                      // bytes of a bank: at least Z rounded up, and most_lanes more
  std::int8_t* llr = nullptr;                  // [column][bank][stride]; the bytes from Z on repeat the first
  std::uint8_t* bank = nullptr;                // [column]: where its soft bits are
  std::int8_t* message = nullptr;              // [edge][stride - most_lanes]
  std::uint8_t most_message = 0;               // magnitude
  std::uint8_t correction[n_correction] = {};  // BoxPlusRule::less
  std::size_t n_filler = 0;                    // lanes of the column that is filler in part
};

struct LdpcKernels {
  // Between bytes of 0 or 1 and bits in words; n_word words of 64 bits each.
  void (*pack)(const std::uint8_t* bits, std::size_t n_word, std::uint64_t* words);
  void (*unpack)(const std::uint64_t* words, std::size_t n_word, std::uint8_t* bits);
  // sum = exclusive or of all terms; rooms are of a multiple of 8 words, and terms reach one word beyond.
  void (*add_rotated)(const RotatedColumn* term, std::size_t n_term, std::size_t n_word, std::uint64_t* sum);
  // Soft bits times scale, rounded to the nearest, at most `most` in size, which is at most 127; NaN gives 0.
  void (*quantise)(const float* llr, std::size_t n, float scale, float most, std::int8_t* out);
  // 1 for what is negative.
  void (*decide)(const std::int8_t* llr, std::size_t n, std::uint8_t* bits);
  // One iteration over all rows.
  void (*sweep)(const DecoderState& state);
  // Whether all checks hold.
  bool (*parity_holds)(const DecoderState& state);
};

inline constexpr std::int8_t known_llr = 127;  // of fillers

// What runs here, and that of one instruction set for tests.
const LdpcKernels& ldpc_kernels();
const LdpcKernels& ldpc_kernels_of(simd::Isa isa);

}  // namespace ohmimo::coding
