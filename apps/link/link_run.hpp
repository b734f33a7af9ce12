// The Monte-Carlo engine: frames through all detectors of a run, counted per curve. Every detector sees the same
// channels, bits and noise (common random numbers), so differences between curves are paired. Threads work on different
// frames; frames are counted in order of their number and counting stops at the first frame that satisfies the stop
// rule, so the integers do not depend on the number of threads.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "apps/link/code_config.hpp"
#include "apps/link/error_count.hpp"
#include "apps/link/sample_words.hpp"
#include "channel/uplink.hpp"
#include "detector/analogue/solver_tally.hpp"
#include "detector/registry.hpp"

namespace ohmimo {

struct LinkConfig {
  UplinkConfig uplink;  // n_channel 0 = choose_channels_per_frame()
  Constellation constellation;
  std::vector<DetectorConfig> detectors;
  bool per_user = false;                           // count the errors of each user too
  std::optional<WordFormat> words = std::nullopt;  // of a slot: its samples come over a fronthaul
  std::optional<CodeConfig> code = std::nullopt;   // users send code words
};

// One line of the plot.
struct CurveId {
  std::string detector;
  int cycle = 0;  // refinement cycle of an analogue detector; 0 = digital
};
std::vector<CurveId> curves_of(const LinkConfig& config);

// Channels per frame: as many blocks of 16 as keep H and y near 256 KiB (second-level cache), 1..16 blocks; 1 channel
// if the channel is fixed. Depends on the shape only, so it never depends on the machine. Larger frames win nothing:
// the time per block is the same from 1 to 32 blocks (128x8, exact statistics), only the naming of a frame's random
// streams, 0.5 us, is shared by its blocks.
// block_channels: on so many channels lies a block of a coded link; a frame holds whole blocks.
int choose_channels_per_frame(const UplinkConfig& uplink, int block_channels = 1);

// One SNR point.
struct LinkPoint {
  std::uint64_t seed = 0;
  std::uint32_t index = 0;  // part of every stream's name
  double noise_var = 0.0;
};

// A point ends when every curve has min_errors bit errors and min_bad_units bad units (see ErrorCount; of a coded link
// block errors, and units with some, see BlockCount), or when every
// curve has max_bits bits, or after max_frames frames, or after max_seconds. Bit errors alone are no rule: where a bad
// channel brings hundreds at once, the first one would end the point. The BER would then come out too high on average,
// at 4x4, 40 dB, 168 vectors per channel and 200 errors 2.4 times. A point that the k-th bad unit ends is about 1/k too
// high.
struct StopRule {
  std::uint64_t min_errors = 0;
  std::uint64_t max_frames = 0;
  double max_seconds = 0.0;
  std::uint64_t max_bits = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t min_bad_units = 0;
};
enum class StopReason { errors, bits, frames, time, interrupted };
std::string_view stop_reason_name(StopReason reason);

struct PointResult {
  std::vector<ErrorCount> counts;               // per curve
  std::vector<ErrorCount> user_counts;          // [curve][user], where they are asked for
  std::vector<BlockCount> blocks, user_blocks;  // likewise, of a coded link
  std::vector<SolverTally> tallies;             // per detector
  StopReason reason = StopReason::interrupted;  // of progress: what will end the point at its pace
  double seconds = 0.0;
};

struct RunControl {
  int threads = 1;
  const std::atomic<bool>* interrupt = nullptr;  // set: finish the chunks begun, count them, return
  std::function<void(const PointResult&, double fraction)> progress;  // called about 5 times a second; may be empty
};

PointResult run_point(const LinkConfig& config, const LinkPoint& point, const StopRule& stop,
                      const RunControl& control);

}  // namespace ohmimo
