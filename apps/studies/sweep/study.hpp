// A study: many configurations that are to be compared, from one TOML file. Tables of a configuration file say what all
// of them share; [axes] and [[zip]] say what differs; [study] says what is asked.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/config/config.hpp"

namespace ohmimo::sweep {

enum class Mode { search, grid };  // the SNR at a target, or the error rate at given SNRs

struct StudySection {
  std::string name;
  Mode mode = Mode::search;
  double target_ber = 1e-3;     // of a study of coded links, of blocks
  std::string rate = "BER";     // or BLER: what the target is a rate of, and what is counted
  double relative_error = 0.1;  // half width of the 95 % interval over the BER, at which a point ends; 0 = off
  double point_seconds = 0.0;   // of one processor, at which a point ends; 0 = no limit
  int unit_frames = 0;          // frames of a unit of work; 0 = some 0.1 s, by the shape of the system
  double low_db = -30.0, high_db = 60.0;  // of a search, Es/N0 of a user at one antenna
  std::vector<std::string> where;         // conditions that a combination must meet
};

struct Member {                                           // a configuration of the study
  std::string name;                                       // "rx=64 users=8"
  std::vector<std::pair<std::string, std::string>> keys;  // of the axes, as a flag would carry them
  Config config;                                          // checked
};

struct Refusal {
  std::string name, reason;
};

struct Study {
  StudySection section;
  std::vector<std::string> axes;  // the keys that differ
  std::vector<Member> members;
  std::vector<Refusal> refused;  // combinations that cannot be run
  std::size_t left_out = 0;      // by where
  std::string text;              // the file
  std::string hash;              // of all that the counts depend on
};

// Throws std::invalid_argument naming file, line, key and rule. source: its name in errors.
Study study_from_toml(const std::string& text, const std::string& source);

// The built-in studies (data/studies).
std::vector<std::string> study_names();

// The file at that path, or the built-in study of that name.
Study load_study(const std::string& name_or_path);

}  // namespace ohmimo::sweep
