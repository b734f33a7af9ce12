// Rate matching and bit interleaving (TS 38.212, 5.4.2 and 5.5), and their inverse on soft bits.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "phy/coding/segmentation.hpp"

namespace ohmimo::coding {

// What one transmission of a transport block sends.
struct Transmission {
  int n_coded = 0;  // G, of all layers
  int bits_per_symbol = 2;
  int n_layer = 1;
  int redundancy_version = 0;
  int n_ref = 0;  // bits of a code block that the receiver has room for; 0: all (no limited buffer)
};

// Throws std::invalid_argument for bits that are no whole symbols of all layers, fewer symbols than code blocks, a
// redundancy version that is not 0 to 3, or a negative n_ref.
void check_transmission(const Segmentation& s, const Transmission& t);

// N_cb and k0: the ring of coded bits and where reading starts in it.
int ring_size(const CodeShape& code, int n_ref);
int ring_start(const CodeShape& code, int ring, int redundancy_version);

// E of each code block; they add up to n_coded.
std::vector<int> sent_bits(const Segmentation& s, const Transmission& t);

// Consecutive coded bits, as they are read from the ring: fillers are left out.
struct RingRun {
  int first = 0, length = 0;
};
std::vector<RingRun> ring_runs(const CodeShape& code, int n_ref, int redundancy_version, int n_sent);

// sent[i + j Q] = selected[i E/Q + j] with Q bits per symbol, and back.
void interleave(std::span<const std::uint8_t> selected, int bits_per_symbol, std::span<std::uint8_t> sent);
void deinterleave(std::span<const float> received, int bits_per_symbol, std::span<float> selected);

}  // namespace ohmimo::coding
