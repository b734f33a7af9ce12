#include "apps/commands/reproduce.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "apps/external/gnuplot.hpp"
#include "apps/results/text_file.hpp"
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

void write_figure(const PaperFigure& figure, const std::filesystem::path& stem) {
  const std::string csv = stem.string() + ".csv";
  write_text_file(csv, paper_figure_csv(figure));
  fmt::print("{}\n", csv);
  try {
    external::run_gnuplot(paper_figure_script(figure), stem);
    fmt::print("{0}.png\n{0}.svg\n", stem.string());
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "ohmimo: no picture: {} (the numbers are in {})\n", error.what(), csv);
  }
}

}  // namespace

Command reproduce_command() {
  const auto flags = std::make_shared<ReproduceFlags>();
  std::vector<Option> options = {
      {"paper", &flags->paper, "zuo2025", "publication: Zuo et al., Nature Electronics 2025"},
      {"--fig", &flags->figure, fmt::format("{}|all", fmt::join(zuo2025_figures(), "|")), "figure"},
      {"--out", &flags->out, "DIR", "folder for CSV, PNG and SVG"},
      {"--seed", &flags->options.seed, "N", "names every random stream"},
      {"--devices", &flags->options.n_device, "N", "simulated chips"}};
  return {"reproduce", "published figures of the solver: ours over the paper's points", options, &flags->given,
          [flags] { return run_reproduce(*flags); }};
}

int run_reproduce(const ReproduceFlags& flags) {
  if (flags.paper.empty()) throw std::invalid_argument("reproduce needs a paper: zuo2025");
  place_of("paper", flags.paper, std::vector<std::string>{"zuo2025"});
  const std::vector<std::string> figures = wanted_figures(flags);
  check(flags.options);
  refuse_unused(figures, flags.given);
  require_writable_folder(flags.out);
  for (const std::string& name : figures) {
    const PaperFigure figure = zuo2025_figure(name, flags.options);
    fmt::print("Fig. {}: {}\n{}", name, figure.texts.title, comparison_text(figure));
    write_figure(figure, std::filesystem::path(flags.out) / fmt::format("{}_fig{}", flags.paper, name));
    if (&name != &figures.back()) fmt::print("\n");
  }
  return 0;
}

}  // namespace ohmimo
