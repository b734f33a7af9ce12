// [run] and [output]: when a point ends, how the run is drawn and shared out, and where its results go.
#pragma once
#include <cstdint>
#include <string>

namespace ohmimo {

struct RunSection {
  std::uint64_t min_errors = 200;
  std::uint64_t min_error_channels = 100;  // with at least one error; vectors on a fixed channel; 0 = off
  std::uint64_t max_frames = 1'000'000;
  std::uint64_t max_bits = 100'000'000;  // of each curve at a point
  double max_seconds = 600.0;            // of the whole run
  std::uint64_t seed = 1;
  int threads = 0;  // 0 = automatic: all cores

  bool operator==(const RunSection&) const = default;
};

struct OutputSection {
  std::string out = "results/ber";
  std::string golden;  // published figure drawn into the plot, for example zuo2025:4d
  std::string title;   // of the plot; empty = made from the configuration

  bool operator==(const OutputSection&) const = default;
};

}  // namespace ohmimo
