// Arrays of path gains with their delays, as Sionna and QuaDRiGa have them.
#pragma once
#include <string>
#include <vector>

#include "apps/store/axes.hpp"
#include "apps/store/raw_record.hpp"

namespace ohmimo::store {

struct PathArrays {
  std::string place;       // for messages
  std::vector<Axis> axes;  // of the gains
  const RawArray& gains;
  const RawArray& delays;  // the same axes without those of antennas, or without time, or both
};

// Adds the users of one link to those already there, who must have the same slots and antennas. Of delays that differ
// between antennas the mean is taken, and noted. Invalid paths (delay < 0) must have gain 0. Throws
// std::invalid_argument.
void add_link(const PathArrays& link, StoredChannel& stored);

}  // namespace ohmimo::store
