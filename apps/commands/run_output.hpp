// What the commands that write results have in common: flags, the folder of a run, and the configuration in it.
#pragma once
#include <string>
#include <vector>

#include "apps/commands/command.hpp"
#include "apps/config/config.hpp"
#include "apps/results/run_folder.hpp"

namespace ohmimo {

struct OutputFlags {
  bool force = false, quiet = false, no_plot = false;
};
std::vector<Option> output_options(OutputFlags& flags);

// From here on nothing is printed on standard output, and no progress.
void be_quiet();

struct RunOutput {
  std::filesystem::path folder;
  std::string stem;           // "ber": its files begin with it
  std::string settings;       // TOML for --config: STEM.toml
  std::string identity = {};  // what results follow from (run_folder.hpp), beside the version; "" = the settings
  std::vector<std::string> other_prefixes = {};  // of files whose names begin otherwise
  std::string settings_name = {};                // in place of STEM.toml
};

// Of a run by a configuration, automatic values kept, and the options of the command's own (option_record.hpp).
RunOutput output_of(const std::string& stem, const Config& asked, const std::string& record);

// The configuration as TOML and the options below it, for --config; what --show-config prints.
std::string record_text(const Config& config, const std::string& record);
void print_settings(const std::string& text);

// Opens the folder (run_folder.hpp) with the configuration in it.
RunFolder open_run_folder(const RunOutput& output, const OutputFlags& flags);

// draw_picture() of picture.hpp in that folder, unless no picture is wanted. True if what was wanted is there; a
// machine without gnuplot is told so and is no failure.
bool draw_picture(const RunFolder& folder, const std::string& stem, const OutputFlags& flags,
                  const std::function<void(const std::filesystem::path& stem)>& draw);

// Ends a run: status and facts into its record. Returns the exit code: 0, 128 + signal after a signal, 1 if not whole.
int end_run(RunFolder& folder, bool whole, const Facts& facts = {});

}  // namespace ohmimo
