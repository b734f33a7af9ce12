// What a store of counts holds, as it stands in its tables (count_schema.cpp says what each column is).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "apps/store/counts/curve_count.hpp"

namespace ohmimo::counts {

struct CurveRecord {
  std::string detector;
  int cycle = 0;
  int reference = 0;  // the curve of the same configuration that it is held against; itself if none
};

// One system: all that a run depends on but the SNR. Named by (hash, seed, version).
struct ConfigurationRecord {
  std::int64_t id = 0;
  std::string name;  // "rx=64 users=8"
  std::string hash;  // 16 hexadecimal digits
  std::uint64_t seed = 0;
  std::string version;  // of the program
  std::string toml;     // for ohmimo ber --config
  std::vector<CurveRecord> curves;
};

// One SNR of a configuration. Its units are blocks of unit_frames frames each, numbered from 0.
struct PointRecord {
  std::int64_t id = 0, configuration = 0;
  std::string role;  // grid, probe or final
  double snr_db = 0.0;
  std::uint32_t stream = 0;  // that names its random streams: the place among the points of a grid, 0 in a search
  std::uint32_t unit_frames = 1;
};

// What counts of a point: units 0 .. counted_units - 1, up to the first with which its goal was met.
struct PointTally {
  std::uint64_t counted_units = 0;
  double seconds = 0.0;  // of one processor
  std::string stop;      // what ended it; empty while it runs
  std::vector<CurveCount> curves;
};

struct UnitRecord {
  std::int64_t point = 0;
  std::uint64_t number = 0;
  double seconds = 0.0;
  std::vector<CurveCount> curves;
};

// One run of the program on the store.
struct SessionRecord {
  std::string version, host, cpu, lanes;
  int threads = 1, ranks = 1;
  std::string started = {};  // UTC; set by the store
};

// What a store was made for.
struct StudyRecord {
  std::string name, toml, hash;  // hash: of all that its counts depend on
};

}  // namespace ohmimo::counts
