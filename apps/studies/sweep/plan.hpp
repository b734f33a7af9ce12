// What a study will take, before it runs.
#pragma once
#include <string>
#include <vector>

#include "apps/config/run.hpp"
#include "apps/store/counts/count_records.hpp"
#include "apps/studies/sweep/study.hpp"

namespace ohmimo::sweep {

struct PlannedMember {
  double frame_seconds = 0.0;  // of one processor, of the second frame
  double megabytes = 0.0;      // of the process with one thread
  std::uint32_t unit_frames = 1;
  // Of all its points, where closed forms say how many frames they need; a search takes three probes and three finals.
  double expected_seconds = 0.0;
  bool is_bound = false;  // no closed form: so many bits as a point may take at most
};

// Counts a frame of the member.
PlannedMember plan_member(const Study& study, const Member& member, const Run& run);

// This program on this machine.
counts::SessionRecord this_session(int threads, int ranks);

}  // namespace ohmimo::sweep
