// The loops of compression.hpp over whole PRBs. One source (iq_kernels.cpp) is compiled for each instruction set; all
// give the same bits. The scalar ones are plain loops, the others' yardstick.
#pragma once
#include <cstddef>
#include <cstdint>

#include "apps/fronthaul/iq_format.hpp"
#include "phy/simd/isa.hpp"

namespace ohmimo::fronthaul {

inline constexpr std::size_t iq_per_prb = 24;  // I and Q of 12 subcarriers

// iq [n_prb][24], bytes [n_prb][prb_bytes(format)]. Widths are 8 to 14 with BFP, and 16 without compression.
struct IqKernels {
  void (*compress)(IqFormat format, const std::int16_t* iq, std::size_t n_prb, std::uint8_t* bytes);
  void (*decompress)(IqFormat format, const std::uint8_t* bytes, std::size_t n_prb, std::int16_t* iq);
  void (*quantise)(IqFormat format, std::int16_t* iq, std::size_t n_prb);
};

// Of an instruction set that runs here.
const IqKernels& iq_kernels_of(simd::Isa isa);

// Of the instruction set of this run.
const IqKernels& iq_kernels();

}  // namespace ohmimo::fronthaul
