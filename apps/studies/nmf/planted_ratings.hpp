// Ratings of any number that any program can draw again.
#pragma once
#include <cstdint>
#include <vector>

#include "rram/numbers/sparse_rows.hpp"

namespace ohmimo::nmf {

struct PlantedSize {
  std::uint32_t users = 0, items = 0;
  std::uint64_t ratings = 0;  // drawn; a place drawn again is rated anew
};

// Whole ratings 1 to 5 of rank 4, with noise of 0.3 before rounding: the law of rram::planted_ratings(), each user
// about as many of them. Never makes a dense matrix.
std::vector<rram::Entry> planted_entries(const PlantedSize& size, std::uint64_t seed);

}  // namespace ohmimo::nmf
