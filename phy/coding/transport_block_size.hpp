// How many payload bits an allocation carries (TS 38.214, 6.1.4.2), and how many coded ones.
#pragma once
#include <span>

#include "phy/coding/mcs.hpp"

namespace ohmimo::coding {

struct Allocation {
  int n_prb = 1;
  int n_symbol = 14;   // of the slot
  int n_dmrs = 0;      // resource elements a PRB that carry no data: DM-RS and what stays empty beside them
  int n_overhead = 0;  // a PRB, 0, 6, 12 or 18: counts for the size only
  int n_layer = 1;

  int n_data_per_prb() const { return 12 * n_symbol - n_dmrs; }
  int n_data() const { return n_prb * n_data_per_prb(); }
};

// The 93 sizes up to 3824 bits.
std::span<const int> small_block_sizes();

// All throw std::invalid_argument for an allocation that there is not, or that leaves no data.
int transport_block_size(const Allocation& allocation, const Mcs& mcs);
// Of so many resource elements of one layer, as they count for the size.
int transport_block_size(int n_element, const Mcs& mcs);
// G: bits of all layers together.
int coded_bits(const Allocation& allocation, const Mcs& mcs);

}  // namespace ohmimo::coding
