#include "apps/commands/run_output.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/picture.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/external/subprocess.hpp"

namespace ohmimo {

std::vector<Option> output_options(OutputFlags& flags) {
  return {{"--force", &flags.force, "", "replace a finished run in the folder"},
          {"--quiet", &flags.quiet, "", "print nothing but errors and warnings"},
          {"--no-plot", &flags.no_plot, "", "draw no pictures"}};
}

void be_quiet() {
  ProgressLine::hide_all();
  if (std::freopen("/dev/null", "w", stdout) == nullptr) throw std::runtime_error("cannot open /dev/null");
}

std::string record_text(const Config& config, const std::string& record) {
  return to_toml(config) + (record.empty() ? "" : "\n" + record);
}

void print_settings(const std::string& text) {
  fmt::print("{}", text);
}

RunOutput output_of(const std::string& stem, const Config& asked, const std::string& record) {
  return {.folder = asked.output.out,
          .stem = stem,
          .settings = record_text(asked, record),
          .identity = fmt::format("config {:016x} seed {} {}", config_hash(asked), asked.run.seed, record)};
}

RunFolder open_run_folder(const RunOutput& output, const OutputFlags& flags) {
  if (flags.quiet) be_quiet();
  const std::string name = output.settings_name.empty() ? output.stem + ".toml" : output.settings_name;
  RunFolderSpec spec = {.folder = output.folder,
                        .stem = output.stem,
                        .identity = fmt::format("ohmimo {} {}", OHMIMO_VERSION,
                                                output.identity.empty() ? output.settings : output.identity),
                        .prefixes = output.other_prefixes,
                        .config = {name, output.settings},
                        .force = flags.force};
  for (const std::string& prefix : {output.stem + ".", name}) spec.prefixes.push_back(prefix);
  return RunFolder(spec);
}

bool draw_picture(const RunFolder& folder, const std::string& stem, const OutputFlags& flags,
                  const std::function<void(const std::filesystem::path& stem)>& draw) {
  return flags.no_plot || draw_picture(folder.place(stem), folder.shown(stem), draw) ||
         !external::is_installed("gnuplot");
}

int end_run(RunFolder& folder, bool whole, const Facts& facts) {
  const int code = interrupt_code();
  if (!folder.finish(code == 0 ? run_finished : run_interrupted, facts))
    fmt::print(stderr, "ohmimo: interrupted before its first result; {} is as it was\n", folder.shown("").string());
  return code != 0 ? code : (whole ? 0 : 1);
}

}  // namespace ohmimo
