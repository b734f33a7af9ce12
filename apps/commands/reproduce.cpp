#include "apps/commands/reproduce.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/option_record.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/run_output.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace reproduce;

namespace {

std::vector<std::string> wanted_figures(const ReproduceFlags& flags) {
  const std::vector<std::string>& known = zuo2025_figures();
  if (flags.figure == "all") return known;
  if (std::ranges::find(known, flags.figure) == known.end())
    throw std::invalid_argument(
        fmt::format("fig must be one of {} or all, got '{}'", fmt::join(known, ", "), flags.figure));
  return {flags.figure};
}

void refuse_unused(const std::vector<std::string>& figures, const GivenFlags& given) {
  constexpr std::array<std::string_view, 1> seed = {"seed"}, devices = {"devices"};
  const auto none = [&](bool FigureUse::*used) {
    return std::ranges::none_of(figures, [&](const std::string& name) { return figure_use(name).*used; });
  };
  const std::string rule = fmt::format("must not be given for fig {}, which does not depend on it", figures.front());
  if (none(&FigureUse::seed)) refuse_given(given, seed, rule);
  if (none(&FigureUse::devices)) refuse_given(given, devices, rule);
}

// One figure is a run of its own in the folder. Returns its exit code.
int reproduce_one(const std::string& name, const ReproduceFlags& flags, const std::string& record) {
  const std::string stem = fmt::format("{}_fig{}", flags.paper, name);
  RunFolder folder = open_run_folder({.folder = flags.out, .stem = stem, .settings = record}, flags.output);
  const PaperFigure figure = zuo2025_figure(name, flags.options);
  print_text(fmt::format("Fig. {}: {}\n{}", name, figure.texts.title,
                         comparison_text(figure, terminal_columns(STDOUT_FILENO))));
  folder.write(stem + ".csv", paper_figure_csv(figure));
  fmt::print("{}\n", folder.shown(stem + ".csv").string());
  const bool whole = draw_picture(folder, stem, flags.output, [&](const std::filesystem::path& at) {
    external::run_gnuplot(paper_figure_script(figure), at);
  });
  folder.publish();
  return end_run(folder, whole);
}

}  // namespace

Command reproduce_command() {
  const auto flags = std::make_shared<ReproduceFlags>();
  std::vector<Option> options = {
      {"paper", &flags->paper, "zuo2025", "publication: Zuo et al., Nature Electronics 2025"},
      {"--fig", &flags->figure, fmt::format("{}|all", fmt::join(zuo2025_figures(), "|")), "figure"},
      {"--seed", &flags->options.seed, "N", "names every random stream"},
      {"--devices", &flags->options.n_device, "N", "simulated chips"}};
  for (Option& option : options) option.in_record = true;
  options.push_back({"--out", &flags->out, "DIR", "folder for CSV, PNG and SVG"});
  options.push_back({"--config", &flags->config, "FILE", "settings written beside a figure; flags override them"});
  for (Option& option : output_options(flags->output)) options.push_back(option);
  return {"reproduce", "published figures of the solver: ours over the paper's points", options, &flags->given,
          [flags](const Command& command) {
            if (flags->config)
              set_from_record(load_config_file(*flags->config), command.name, command.options, flags->given);
            return run_reproduce(*flags, command.options);
          }};
}

int run_reproduce(ReproduceFlags& flags, std::span<const Option> options) {
  place_of("paper", flags.paper, std::vector<std::string>{"zuo2025"});
  const std::vector<std::string> figures = wanted_figures(flags);
  check(flags.options);
  refuse_unused(figures, flags.given);
  UnitProgress progress("figure", figures.size());
  const std::atomic<bool>& interrupted = interrupt_flag();
  int code = 0;
  for (std::size_t k = 0; k < figures.size() && !interrupted; ++k) {
    progress.begin(k, figures[k]);
    flags.figure = figures[k];
    code = std::max(code, reproduce_one(figures[k], flags, record_of("reproduce", options)));
    if (k + 1 < figures.size()) fmt::print("\n");
  }
  progress.clear();
  return interrupted ? interrupt_code() : code;
}

}  // namespace ohmimo
