// The pseudo-random sequence of NR (TS 38.211, 5.2.1) and the symbols of DM-RS made of it (6.4.1.1.1).
#pragma once
#include <complex>
#include <cstdint>
#include <vector>

namespace ohmimo {

// c(0), c(1), ... of the length-31 Gold sequence that starts from c_init, the first 1600 outputs left out.
std::vector<std::uint8_t> gold_sequence(std::uint32_t c_init, std::size_t n);

// c_init of DM-RS in a symbol of a slot, for n_SCID = 0.
std::uint32_t dmrs_c_init(int slot, int symbol, int scrambling_id);

// r(0), r(1), ...: QPSK of unit power.
std::vector<std::complex<float>> dmrs_sequence(std::uint32_t c_init, std::size_t n);

}  // namespace ohmimo
