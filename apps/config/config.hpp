// What a run depends on, in sections. The same sections are the tables of a TOML file and the groups of --help; the
// rows of the fields and the rules of a section stand in the file of that section.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "apps/config/channel_section.hpp"
#include "apps/config/code_section.hpp"
#include "apps/config/hardware_section.hpp"
#include "apps/config/link_section.hpp"
#include "apps/config/run_section.hpp"
#include "apps/config/scene_section.hpp"
#include "apps/config/slot_section.hpp"
#include "apps/config/solver_section.hpp"

namespace ohmimo {

struct Config {
  LinkSection link;
  ChannelSection channel;
  SceneSection scene;  // of [channel] too
  SlotSection slot;
  CsiSection csi;
  CodeSection code;
  DetectorSection detector;
  SolverSection solver;
  HardwareSection hardware;
  RunSection run;
  OutputSection output;

  bool operator==(const Config&) const = default;
};

// Replaces the automatic values that follow from others (stages, schur, exact statistics) by what they mean here.
Config with_automatic_values(Config config);

// Throws std::invalid_argument with one sentence naming field, rule and value for every configuration that cannot be
// run. Takes automatic values as well as resolved ones.
void check(const Config& config);

// The configuration as TOML, a table per section, one line per field; reading it back gives the same configuration.
// Automatic values stay so, with what they mean here in a comment.
struct Field;
std::string to_toml(const Config& config, bool (*keep)(const Field&) = nullptr);  // keep: only such fields

// FNV-1a, 64 bit, over the lines "SECTION.NAME = VALUE" of all fields but those that cannot change a result row
// (threads, out, golden, title) and the seed: a run is named by (hash, seed). Automatic values are resolved first;
// fields that came later count where they differ from their default, so that older runs keep their hash. FNV:
// draft-eastlake-fnv, section 2.
std::uint64_t config_hash(const Config& config);

// That hash of any text.
std::uint64_t fnv_hash(std::string_view text, std::uint64_t begun = 0xcbf29ce484222325u);

}  // namespace ohmimo
