#include "apps/studies/sweep/plan.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <fstream>

#include "apps/link/link_frame.hpp"
#include "apps/link/memory.hpp"
#include "apps/studies/sweep/goal.hpp"
#include "apps/studies/sweep/unit_size.hpp"
#include "phy/simd/isa.hpp"

namespace ohmimo::sweep {
namespace {

constexpr double points_of_search = 6.0;  // three probes, which are short, and three finals

// Frames until a curve of that BER has its errors: their interval is narrow enough with (1.96 / e)^2 of them, were they
// independent; of a channel's some two come together. Errors of a slot come from the slots of few users in a bad place:
// some ten times the slots that errors of equal slots would need.
double frames_needed(const Goal& goal, const Run& run, double ber) {
  constexpr double slots_per_even_slot = 10.0;
  const double bits = bits_per_frame(run),
               narrow = goal.relative_error > 0.0 ? std::pow(1.96 / goal.relative_error, 2) : 0.0;
  const double errors = std::max(static_cast<double>(std::max(goal.min_errors, goal.min_bad_units)), 2.0 * narrow);
  const double most = std::min(static_cast<double>(goal.max_bits) / bits, static_cast<double>(goal.max_frames));
  const double slots =
      run.link.uplink.slot ? std::max(static_cast<double>(goal.min_bad_units), slots_per_even_slot * narrow) : 0.0;
  return std::min(most, ber > 0.0 ? std::max(errors / (ber * bits), slots) : most);
}

double frame_seconds(const Run& run) {
  LinkFrame frame(run.link);
  FrameCount count;
  const double noise_var = run.noise_var(run.snr_db.front());
  frame.run({run.id.seed, 0, 0}, noise_var, count);
  const auto start = std::chrono::steady_clock::now();
  frame.run({run.id.seed, 0, 1}, noise_var, count);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The highest error rate that the closed forms of the run say there, of the slowest curve; nothing if one has none.
std::optional<double> lowest_ber(const Run& run, double snr_db) {
  double lowest = 1.0;
  for (const CurveTheory& theory : run.theory) {
    if (!theory.known()) return std::nullopt;
    lowest = std::min(lowest, *theory.ber(run.noise_var(snr_db)));
  }
  return lowest;
}

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name") && line.find(':') != std::string::npos) return line.substr(line.find(':') + 2);
  return "unknown";
}

}  // namespace

PlannedMember plan_member(const Study& study, const Member& member, const Run& run) {
  PlannedMember plan;
  plan.megabytes = predicted_megabytes(run.link, 1);
  plan.frame_seconds = frame_seconds(run);
  plan.unit_frames = unit_frames(run);
  if (study.section.mode == Mode::search) {
    const Goal goal = goal_of(study, member, "final");
    plan.expected_seconds =
        points_of_search * plan.frame_seconds * std::ceil(frames_needed(goal, run, study.section.target_ber));
    return plan;
  }
  const Goal goal = goal_of(study, member, "grid");
  for (const double snr_db : run.snr_db) {
    const std::optional<double> ber = lowest_ber(run, snr_db);
    plan.is_bound = plan.is_bound || !ber;
    plan.expected_seconds += plan.frame_seconds * std::ceil(frames_needed(goal, run, ber.value_or(0.0)));
  }
  return plan;
}

counts::SessionRecord this_session(int threads, int ranks) {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return {OHMIMO_VERSION, host.data(), cpu_name(), std::string(simd::isa_name(simd::isa())), threads, ranks};
}

}  // namespace ohmimo::sweep
