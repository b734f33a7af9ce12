// The points of a BER run, one after the other.
#pragma once
#include <atomic>
#include <functional>
#include <vector>

#include "apps/studies/ber/ber_rows.hpp"

namespace ohmimo::ber {

// Who looks on while the points run; functions may be empty.
struct BerWatch {
  double min_ber = 0.0;  // after a point where the intervals of all curves lie below, no other is begun; of a coded
                         // link those of block errors
  const std::atomic<bool>* interrupt = nullptr;  // set: the point begun ends early, and no other is begun
  std::function<void(std::size_t index)> begin_point;
  std::function<void(const PointResult& so_far, double fraction)> progress;
  std::function<void(const std::vector<BerRow>& added, const std::vector<BerRow>& all)> end_point;
};

// Rows of all points, in the order of the SNRs. The run's time is shared evenly among the points still to come.
std::vector<BerRow> ber_rows(const Run& run, const BerWatch& watch);

}  // namespace ohmimo::ber
