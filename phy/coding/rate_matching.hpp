// Rate matching and bit interleaving (TS 38.212, 5.4.2 and 5.5), and their inverse on soft bits.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>

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

// E of a code block; all together are n_coded.
int sent_bits(const Segmentation& s, const Transmission& t, int block);

// Calls call(first, length) for the runs of consecutive coded bits that n_sent bits are read from, round the ring;
// fillers are left out.
template <class Call>
void for_ring_runs(const CodeShape& code, int n_ref, int redundancy_version, int n_sent, const Call& call) {
  const int ring = ring_size(code, n_ref);
  const int filler_end = code.n_info() - code.n_punctured(), filler_start = filler_end - code.n_filler;
  int at = ring_start(code, ring, redundancy_version);
  while (n_sent > 0) {
    if (at >= filler_start && at < filler_end) at = filler_end;
    if (at >= ring) at = 0;  // where there is always a bit of information
    const int end = at < filler_start ? std::min(filler_start, ring) : ring;
    const int length = std::min(n_sent, end - at);
    call(at, length);
    at += length, n_sent -= length;
  }
}

// sent[i + j Q] = selected[i E/Q + j] with Q bits per symbol, and back.
void interleave(std::span<const std::uint8_t> selected, int bits_per_symbol, std::span<std::uint8_t> sent);
void deinterleave(std::span<const float> received, int bits_per_symbol, std::span<float> selected);

}  // namespace ohmimo::coding
