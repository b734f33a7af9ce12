// How far a study is.
#pragma once
#include <cstdint>

#include "apps/studies/sweep/board.hpp"

namespace ohmimo::sweep {

struct Progress {
  std::size_t points = 0, points_ended = 0;  // known so far: a search finds more
  std::size_t members = 0, members_ended = 0;
  std::uint64_t units = 0, frames = 0;  // counted, those of earlier runs among them
  double share = 0.0;                   // of the work of the points known, by their own pace
  double seconds = 0.0;                 // of one processor, used
  double seconds_left = 0.0;            // likewise, roughly: members not begun take as long as those that ended
};

Progress progress_of(const Board& board);

}  // namespace ohmimo::sweep
