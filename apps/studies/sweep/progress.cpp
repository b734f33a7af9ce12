#include "apps/studies/sweep/progress.hpp"

#include <algorithm>
#include <vector>

namespace ohmimo::sweep {
namespace {

struct MemberWork {
  double used_s = 0.0, left_s = 0.0;
  bool known = false, ended = true, pace_known = true;
};

void add_point(const BoardPoint& point, MemberWork& work) {
  work.known = true;
  work.used_s += point.tally.seconds;
  if (point.ended()) return;
  work.ended = false;
  if (point.share > 0.0)
    work.left_s += point.tally.seconds * (1.0 - point.share) / point.share;
  else
    work.pace_known = false;
}

}  // namespace

Progress progress_of(const Board& board) {
  Progress progress;
  std::vector<MemberWork> members(board.n_member());
  for (const BoardPoint& point : board.points()) {
    if (!board.is_own(point)) continue;
    ++progress.points;
    progress.points_ended += point.ended();
    progress.units += point.tally.counted_units;
    progress.frames += point.tally.counted_units * point.record.unit_frames;
    progress.seconds += point.tally.seconds;
    add_point(point, members[point.member]);
  }
  double ended_s = 0.0;
  for (const MemberWork& work : members) {
    progress.members += work.known;
    progress.members_ended += work.known && work.ended;
    if (work.known && work.ended) ended_s += work.used_s;
    progress.seconds_left += work.left_s;
  }
  const double mean_s = progress.members_ended > 0
                            ? ended_s / static_cast<double>(progress.members_ended)
                            : progress.seconds / static_cast<double>(std::max<std::size_t>(1, progress.members));
  for (const MemberWork& work : members)
    if (work.known && !work.ended && !work.pace_known) progress.seconds_left += std::max(0.0, mean_s - work.used_s);
  const double all_s = progress.seconds + progress.seconds_left;
  progress.share = all_s > 0.0 ? progress.seconds / all_s : 0.0;
  return progress;
}

}  // namespace ohmimo::sweep
