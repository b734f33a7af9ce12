// A checked configuration resolved once: what commands and studies take.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "apps/config/config.hpp"
#include "apps/config/curve_theory.hpp"
#include "apps/link/link_run.hpp"

namespace ohmimo {

// What names a run: its results follow from these three.
struct RunId {
  std::uint64_t seed = 0;
  std::uint64_t config_hash = 0;
  std::string_view version;  // of the program
};
RunId run_id(const Config& config);

struct Run {
  Config config;  // automatic values replaced; what tables and pictures print
  Config asked;   // as given; what is written beside the results
  LinkConfig link;
  std::optional<BlockShape> block;  // of a coded link
  LinkShape shape;
  std::vector<CurveId> curves;
  std::vector<CurveTheory> theory;  // one per curve
  std::vector<double> snr_db;       // the points, in the definition config.link.snr_def
  StopRule stop;                    // of a point, but for max_seconds, which is that of the whole run
  int threads = 1;
  RunId id;

  double noise_var(double at_snr_db) const;
  const rram::SolverConfig& solver() const { return link.detectors.front().solver; }  // that of all detectors
};

// The configuration must have passed check().
Run make_run(const Config& config);

int thread_count(const Config& config);  // threads, or one per core if automatic

}  // namespace ohmimo
