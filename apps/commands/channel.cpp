#include "apps/commands/channel.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/picture.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/config/channel_law.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/matrix/file_name.hpp"
#include "apps/results/text_file.hpp"
#include "apps/store/channel_file.hpp"
#include "apps/studies/channel/channel_figures.hpp"
#include "apps/studies/channel/channel_info.hpp"
#include "apps/studies/channel/make_channel.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace channel_study;

namespace {

namespace fs = std::filesystem;

// Those that make a channel.
bool is_channel_field(const Field& field) {
  constexpr std::array<std::string_view, 3> of_link = {"rx", "users", "seed"};
  constexpr std::array<std::string_view, 3> of_runs = {"exact-statistics", "fixed-channel", "granularity"};
  if (std::ranges::find(of_link, field.name) != of_link.end()) return true;
  return (field.section == "channel" || field.section == "slot") &&
         std::ranges::find(of_runs, field.name) == of_runs.end();
}

// Which options each of the actions heeds, beside the files.
struct ChannelAction {
  std::string_view name;
  std::size_t n_file;
  std::string_view files;
  std::vector<std::string_view> heeds;  // of make: all but dims
};

const std::vector<ChannelAction>& channel_actions() {
  static const std::vector<ChannelAction> all = {
      {"make", 0, "no file: it writes OUT/channel.h5", {}},
      {"info", 1, "one file", {"rx", "users", "dims", "scs-khz"}},
      {"convert",
       2,
       "two files: what to read and what to write",
       {"rx", "users", "dims", "scs-khz", "prb", "mat-version", "force", "quiet"}},
      {"plot", 1, "one file", {"rx", "users", "dims", "scs-khz", "out", "quiet"}}};
  return all;
}

const ChannelAction& action_of(const ChannelFlags& flags) {
  std::vector<std::string> names;
  for (const ChannelAction& action : channel_actions()) names.emplace_back(action.name);
  if (flags.action.empty()) throw std::invalid_argument(fmt::format("channel needs one of {}", fmt::join(names, ", ")));
  const ChannelAction& action = channel_actions()[place_of("channel", flags.action, names)];
  if (flags.files.size() != action.n_file)
    throw std::invalid_argument(
        fmt::format("channel {} takes {}, got {}", action.name, action.files, flags.files.size()));
  for (const std::string& option : flags.link.given) {
    const bool heeded =
        action.name == "make" ? option != "dims" : std::ranges::find(action.heeds, option) != action.heeds.end();
    if (option != "ACTION" && option != "FILE" && !heeded)
      throw std::invalid_argument(fmt::format("{} has no effect on channel {}", option, action.name));
  }
  return action;
}

Config shared_config(const ChannelFlags& flags, const ConfigFile& file) {
  Config config = merged_config(flags.link, file);
  config.output.out = flags.out;
  try {
    check(config);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(with_places(error.what(), flags.link, file));
  }
  return config;
}

// What a file must have: only what is asked for on the command line.
store::ReadOptions read_options(const ChannelFlags& flags, const Config& config) {
  store::ReadOptions options{.dims = flags.dims};
  if (flags.link.given.contains("rx")) options.n_rx = config.link.n_rx;
  if (flags.link.given.contains("users")) options.n_user = config.link.n_user;
  if (flags.link.given.contains("scs-khz")) options.scs_hz = config.slot.grid.scs_khz * 1e3;
  return options;
}

store::MatVersion mat_version(const ChannelFlags& flags) {
  const std::size_t place = place_of("mat-version", flags.mat_version, std::vector<std::string>{"5", "7.3"});
  return place == 0 ? store::MatVersion::level5 : store::MatVersion::v73;
}

void print_store_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) fmt::print("{}\n", note);
}

MakePlan make_plan(const ChannelFlags& flags, const Config& config) {
  MakePlan plan{.channel = configured_channel(config),
                .shape = {config.link.n_rx, config.link.n_user},
                .scene = config.scene.resolved(),
                .grid = config.slot.grid,
                .user_spread_db = config.channel.user_spread_db,
                .seed = config.run.seed};
  if (flags.n_slot < 1) throw std::invalid_argument(fmt::format("slots must be at least 1, got {}", flags.n_slot));
  plan.n_slot = static_cast<std::size_t>(flags.n_slot);
  store::record_megabytes(empty_record(plan), "channel of slots, symbols, subcarriers, rx and users");
  return plan;
}

int make(const ChannelFlags& flags, const ConfigFile& file, std::span<const Option> options) {
  const Config config = shared_config(flags, file);
  place_of("format", flags.format, std::vector<std::string>{"h5", "mat", "npy"});
  const store::MatVersion version = mat_version(flags);
  const MakePlan plan = make_plan(flags, config);
  const RunOutput files = {.folder = flags.out,
                           .stem = "channel",
                           .settings = to_toml(config, is_channel_field) + "\n" + record_of("channel", options)};
  if (flags.link.show_config) {
    print_settings(files.settings);
    return 0;
  }
  RunFolder folder = open_run_folder(files, flags.link.output);
  UnitProgress progress("slot", plan.n_slot);
  const std::atomic<bool>& interrupted = interrupt_flag();
  const MadeChannel made = make_channel(plan, [&](std::size_t slot) {
    progress.begin(slot);
    return !interrupted;
  });
  progress.clear();
  if (made.record.n_slot == 0) return end_run(folder, true);
  const std::string name = "channel." + flags.format;
  store::write_channel(made.record, folder.place(name), version);
  folder.publish();
  if (!made.summary.empty()) fmt::print("{}\n", made.summary);
  fmt::print("{}, {:.3g} MB\n{}\n", record_shape(made.record), store::record_megabytes(made.record, "channel"),
             folder.shown(name).string());
  if (interrupted) fmt::print(stderr, "ohmimo: interrupted; the {} slot(s) so far are written\n", made.record.n_slot);
  return end_run(folder, true);
}

int info(const ChannelFlags& flags, const Config& config) {
  store::ReadOptions options = read_options(flags, config);
  options.allow_not_finite = true;
  const store::StoredChannel stored = store::read_channel(flags.files[0], options);
  print_store_notes(stored.notes);
  fmt::print("{}", channel_info(stored.record));
  fmt::print("{:<22}{}\n", "not finite",
             stored.n_not_finite == 0
                 ? "none"
                 : fmt::format("{} numbers, taken for 0 here; as a channel the file is refused", stored.n_not_finite));
  return 0;
}

// Matrices as they are; of paths over the subcarriers that are asked for.
ChannelRecord grid_of(const ChannelRecord& record, const ChannelFlags& flags, const Config& config) {
  const bool grid_given = flags.link.given.contains("prb");
  if (!record.has_paths()) {
    if (grid_given)
      throw std::invalid_argument("prb must not be given for a file without paths: it has subcarriers of its own");
    return record;
  }
  if (!grid_given)
    throw std::invalid_argument(
        fmt::format("prb must be given, and scs-khz if not {}, to make matrices of the paths in {}",
                    config.slot.grid.scs_khz, in_quotes(flags.files[0])));
  check_slot_grid(config.slot.grid);
  ChannelRecord shape{.n_slot = record.n_slot,
                      .n_subcarrier = static_cast<std::size_t>(config.slot.grid.n_subcarrier()),
                      .n_rx = record.n_rx,
                      .n_user = record.n_user};
  store::record_megabytes(shape, "channel of slots, subcarriers, rx and users");
  return over_grid(record, config.slot.grid);
}

int convert(const ChannelFlags& flags, const Config& config) {
  const fs::path to = flags.files[1];
  store::require_channel_ending(to);
  const store::MatVersion version = mat_version(flags);
  refuse_input_as_output("OUT", to, {flags.files[0], matrix::split_name(flags.files[0]).file});
  if (fs::exists(to) && !flags.link.output.force)
    throw std::invalid_argument(fmt::format("{} is there already: --force replaces it", in_quotes(to.string())));
  require_writable_file("OUT", to);
  if (flags.link.output.quiet) be_quiet();
  const store::StoredChannel stored = store::read_channel(flags.files[0], read_options(flags, config));
  const ChannelRecord record = grid_of(stored.record, flags, config);
  print_store_notes(stored.notes);
  store::write_channel(record, to, version);
  fmt::print("{}\n{}\n", record_shape(record), to.string());
  return 0;
}

int plot_file(const ChannelFlags& flags, const Config& config) {
  if (flags.link.output.quiet) be_quiet();
  const store::StoredChannel stored = store::read_channel(flags.files[0], read_options(flags, config));
  const ChannelFigures figures = channel_figures(stored.record, flags.files[0]);
  require_writable_folder(flags.out);
  print_store_notes(stored.notes);
  bool whole = true;
  for (const ChannelFigure& figure : figures.drawn) {
    if (interrupt_flag()) return interrupt_code();
    const fs::path stem = fs::path(flags.out) / figure.name;
    whole =
        draw_picture(stem, stem, [&figure](const fs::path& at) { external::run_gnuplot(figure.script, at); }) && whole;
  }
  for (const SkippedFigure& figure : figures.skipped) fmt::print("no {}: {}\n", figure.name, figure.reason);
  return whole ? 0 : 1;
}

}  // namespace

Command channel_command() {
  const auto flags = std::make_shared<ChannelFlags>();
  std::vector<Option> options = {
      {"ACTION", &flags->action, "make|info|convert|plot",
       "make: draw channels into OUT/channel.h5; info FILE: what a file holds; convert FILE FILE: from one format into "
       "another, known by the endings .h5, .mat, .npy; plot FILE: delay profile, spatial correlation, angular "
       "spectrum, "
       "eigenvalues, condition numbers and Doppler spectrum as PNG and SVG"},
      {"FILE", &flags->files, "...",
       "ours (H), Sionna (a and tau), MATLAB (H), QuaDRiGa (channel_00001_Coeffs) or numpy; FILE:NAME for another "
       "array"}};
  std::vector<Option> own = {
      {"--slots", &flags->n_slot, "N", "make: slots, or channels of a model without frequency and time"},
      {"--format", &flags->format, "h5|mat|npy", "make: of the file"},
      {"--mat-version", &flags->mat_version, "5|7.3", "make, convert: of a .mat file"}};
  for (Option& option : own) option.in_record = true;
  options.insert(options.end(), own.begin(), own.end());
  options.push_back(
      {"--dims", &flags->dims, "AXIS,AXIS,...",
       "what the axes of the array count, in the order of numpy's shape or MATLAB's size: slot, symbol, "
       "subcarrier, rx, user, path, re_im, one; as the file says or its program usually has them if not given"});
  for (const Field& field : config_fields())
    if (is_channel_field(field)) options.push_back(field_option(field, flags->link.values));
  options.push_back({"--out", &flags->out, "DIR", "make, plot: folder of the results"});
  for (const std::vector<Option>& more : {config_options(flags->link), output_options(flags->link.output)})
    options.insert(options.end(), more.begin(), more.end());
  std::erase_if(options, [](const Option& option) { return option.name == "--no-plot"; });
  option_named(options, "--force").help = "make: replace a finished run in the folder; convert: replace the file";
  option_named(options, "--rx").help = "make: receive antennas; others: what the file must have";
  option_named(options, "--users").help = "make: users, one antenna each; others: what the file must have";
  option_named(options, "--scs-khz").help =
      "make: subcarrier spacing [kHz]; others: where the file does not say it, or has paths";
  option_named(options, "--prb").help =
      "make: resource blocks of a slot, 12 subcarriers each; convert: of the matrices made of paths";
  return {"channel", "channels into files and out of them: make, info, convert, plot", options, &flags->link.given,
          [flags](const Command& command) {
            return run_channel(*flags, config_file_of(command, flags->link), command.options);
          }};
}

int run_channel(const ChannelFlags& flags, const ConfigFile& file, std::span<const Option> options) {
  const ChannelAction& action = action_of(flags);
  if (action.name == "make") return make(flags, file, options);
  const Config config = merged_config(flags.link, file);
  if (action.name == "info") return info(flags, config);
  return action.name == "convert" ? convert(flags, config) : plot_file(flags, config);
}

}  // namespace ohmimo
