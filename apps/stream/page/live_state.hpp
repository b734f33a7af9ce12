// What the live page shows, as the receiver publishes it some times a second: the whole state, never a difference.
#pragma once
#include <complex>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ohmimo::stream {

// A detector that runs. cycles: the refinement cycles shown of an analogue one, ascending, >= 1; empty = digital.
struct LiveDetector {
  std::string name;
  std::string label;  // for people
  std::vector<int> cycles;
};

// What stays the same as long as nobody changes the detectors.
struct LiveRun {
  std::string title;
  int n_rx = 0;
  int n_user = 0;
  std::string modulation;
  std::optional<double> snr_db;  // none = not known to the receiver
  std::string channel;
  std::string csi;
  std::string format;  // of the samples, for example bfp9
  std::string version;
  std::uint64_t seed = 0;
  std::string config_hash;
  bool control = false;  // the page may change the detectors
  std::vector<LiveDetector> detectors;
  std::vector<LiveDetector> available;     // that may be asked for; cycles not empty = analogue
  std::vector<std::complex<float>> ideal;  // constellation points, unit mean power
};

struct LiveSlots {
  std::uint64_t done = 0;
  std::uint64_t skipped = 0;     // whole, because detection was behind
  std::uint64_t missed = 0;      // nothing of it came
  std::uint64_t incomplete = 0;  // done, with antennas missing
};

struct LivePackets {
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t late = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t reordered = 0;
  std::uint64_t malformed = 0;
  std::uint64_t foreign = 0;  // of another source
  std::uint64_t kernel_drops = 0;
};

// Packets of one antenna.
struct LiveFlow {
  int eaxc = 0;  // eAxC_ID
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
};

// From the last packet of a slot to its bits, in microseconds, over the last seconds.
struct LiveLatency {
  double p50_us = 0.0;
  double p99_us = 0.0;
  double p999_us = 0.0;
  double max_us = 0.0;
};

// counts[i] of LLRs between edges[i] and edges[i + 1]; the outer counts hold what lies beyond. Empty = none kept.
struct LiveHistogram {
  std::vector<double> edges;
  std::vector<std::vector<std::uint64_t>> counts;  // of each user, or one of all
};

// One detector at one refinement cycle. A number that is not finite is one that is not known.
struct LiveCurve {
  std::string detector;
  int cycle = 0;  // 0 = digital
  std::uint64_t bits = 0;
  std::uint64_t bit_errors = 0;
  double ber = 0.0;  // since the start, with its 95 % interval
  double ber_low = 0.0;
  double ber_high = 0.0;
  double recent_ber = 0.0;          // of the last second or so
  std::vector<double> evm_percent;  // of each user, recent
  double evm_db = 0.0;              // of all users, recent
  std::optional<double> energy_nj;  // modelled hardware, per vector; none = no model
  LiveHistogram llr;
  std::vector<std::vector<std::complex<float>>> points;  // of each user, recent x_hat, at most 200
};

struct LiveState {
  LiveRun run;
  double time_s = 0.0;  // since the start
  bool ended = false;   // this is the last state
  std::string notice;   // what the receiver has to say, for example which detectors it changed to; "" = nothing
  LiveSlots slots;
  double real_time_factor = 0.0;  // recent
  double rate_mbps = 0.0;         // recent, Mb/s of IP packets
  double packets_per_s = 0.0;     // recent
  LivePackets packets;
  std::vector<LiveFlow> flows;
  LiveLatency latency;
  std::vector<LiveCurve> curves;
};

// The members under their names here, "_us" and "_nj" included; numbers that are not finite or not known are null.
// Complex numbers are flat lists [re, im, re, im, ...] of whole hundredths, cut at +-10: a pixel of the page is
// wider, and 8 users with 200 points at 8 curves take 90 kB in place of 250 kB.
std::string to_json(const LiveState& state);

}  // namespace ohmimo::stream
