#include "apps/config/run_section.hpp"

#include <limits>

#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace run(Config& config) {
  return &(config.run.*member);
}

template <auto member>
FieldPlace output(Config& config) {
  return &(config.output.*member);
}

std::vector<Field> output_fields() {
  using O = OutputSection;
  return {
      {.section = "output",
       .name = "out",
       .form = "DIR",
       .help = "folder for tables and pictures",
       .place = output<&O::out>,
       .changes_results = false},
      {.section = "output",
       .name = "golden",
       .form = "zuo2025:4d|zuo2025:4e",
       .help = "published figure to draw into the plot",
       .place = output<&O::golden>,
       .changes_results = false,
       .listed = true},
      {.section = "output",
       .name = "title",
       .form = "TEXT",
       .help = "title of the plot",
       .place = output<&O::title>,
       .changes_results = false},
  };
}

}  // namespace

std::vector<Field> run_fields() {
  using R = RunSection;
  std::vector<Field> fields = {
      {.section = "run",
       .name = "min-errors",
       .form = "N",
       .help = "an SNR point ends when every curve has so many bit errors ...",
       .place = run<&R::min_errors>},
      {.section = "run",
       .name = "min-error-channels",
       .form = "N",
       .help = "... in so many channels (fixed-channel: vectors), whose errors come together; 0 = off",
       .place = run<&R::min_error_channels>},
      {.section = "run",
       .name = "max-frames",
       .form = "N",
       .help = "... or after so many frames",
       .place = run<&R::max_frames>},
      {.section = "run",
       .name = "max-bits",
       .form = "N",
       .help = "... or after so many bits: with no error by then the BER is 3 design effects / N or less",
       .place = run<&R::max_bits>},
      {.section = "run",
       .name = "max-seconds",
       .form = "S",
       .help = "... or when its share of this wall time, which is that of the whole run, is over [s]",
       .place = run<&R::max_seconds>},
      {.section = "run",
       .name = "seed",
       .form = "N",
       .help = "same seed and configuration, same numbers",
       .place = run<&R::seed>,
       .changes_results = false},
      {.section = "run",
       .name = "threads",
       .form = "N|auto",
       .help = "results do not depend on it; auto or 0: all cores",
       .place = run<&R::threads>,
       .changes_results = false,
       .automatic = 0},
  };
  for (Field& field : output_fields()) fields.push_back(std::move(field));
  return fields;
}

void check_run(const Config& config) {
  const RunSection& run = config.run;
  constexpr std::uint64_t toml_max = std::numeric_limits<std::int64_t>::max();
  constexpr std::uint64_t frame_max = std::numeric_limits<std::uint32_t>::max();  // FrameId::frame
  require_range<std::uint64_t>("min-errors", run.min_errors, 1, toml_max);
  require_range<std::uint64_t>("min-error-channels", run.min_error_channels, 0, toml_max);
  require_range<std::uint64_t>("max-frames", run.max_frames, 1, frame_max);
  require_range<std::uint64_t>("max-bits", run.max_bits, 1, toml_max);
  require(run.max_seconds > 0.0 && run.max_seconds <= 1e7, "max-seconds", "> 0 s and at most 1e7 s", run.max_seconds);
  require_range<std::uint64_t>("seed", run.seed, 0, toml_max);
  require_range("threads", run.threads, 0, 1024);
  require(!config.output.out.empty(), "out", "the name of a folder", in_quotes(config.output.out));
}

}  // namespace ohmimo
