#include "apps/commands/plot.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>

#include "apps/commands/picture.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/plot/rows.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/ber/ber_figure.hpp"
#include "apps/studies/compare/scatter_plot.hpp"
#include "apps/studies/loss/loss_figure.hpp"
#include "apps/studies/loss/models_figure.hpp"
#include "apps/studies/nmf/nmf_report.hpp"
#include "apps/studies/nnls/nnls_report.hpp"
#include "apps/studies/penalty/penalty_map.hpp"
#include "apps/studies/penalty/sweep_figure.hpp"
#include "apps/studies/solve/solve_report.hpp"
#include "apps/studies/train/train_report.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

namespace {

namespace fs = std::filesystem;
using plot::Rows;

enum class TableKind { ber, loss, penalty, solve, nnls, nmf, train, compare };

// Columns that only this kind of table has, together.
struct KnownTable {
  TableKind kind;
  std::string_view name;
  std::vector<std::string_view> columns;
};

const std::vector<KnownTable>& known_tables() {
  static const std::vector<KnownTable> tables = {
      {TableKind::ber, "ber", {"detector", "ber", "ber_is_upper_limit"}},
      {TableKind::loss, "loss", {"cycles_needed", "ber_cycle_1"}},
      {TableKind::penalty, "penalty", {"parameter", "penalty_db", "status"}},
      {TableKind::solve, "solve", {"cycle", "relative_error_median", "relative_residual_worst"}},
      {TableKind::nnls, "nnls", {"cycle", "error_median", "kkt_worst"}},
      {TableKind::nmf, "nmf", {"algorithm", "iteration", "relative_error"}},
      {TableKind::train, "train", {"optimiser", "step", "excess_loss"}},
      {TableKind::compare, "compare", {"figure_kind", "pj_per_bit"}}};
  return tables;
}

const KnownTable& kind_of(const Rows& rows) {
  for (const KnownTable& table : known_tables())
    if (std::ranges::all_of(table.columns, [&](std::string_view column) { return rows.has(column); })) return table;
  std::string first = rows.columns().front();
  if (first.size() > 40) first = first.substr(0, 40) + "...";
  throw std::invalid_argument(fmt::format(
      "{}: line 1: must name the columns of ber.csv, loss.csv, penalty.csv, solve.csv, nnls.csv, nmf.csv, train.csv "
      "or compare.csv, got {} "
      "column(s), the first {}",
      rows.name(), rows.columns().size(), in_quotes(first)));
}

// One picture: what is added to the name of the file, and how it is drawn.
struct Picture {
  std::string ending;
  std::function<void(const fs::path& stem)> draw;
};

Picture ber_picture(const std::vector<Rows>& tables, const PlotFlags& flags) {
  ber::BerFigureOptions options;
  options.title = flags.title;
  if (!flags.snr_def.empty()) options.snr_def = snr_kind_from_name(flags.snr_def);
  options.min_ber = flags.min_ber;
  options.blocks = flags.bler;
  const plot::BerPlot picture = ber::ber_plot(tables, options);
  plot::ber_plot_script(picture);  // refuses before anything is written
  return {"", [picture](const fs::path& stem) { plot::write_ber_plot(picture, stem); }};
}

std::vector<Picture> penalty_pictures(const Rows& rows, const PlotFlags& flags) {
  std::vector<Picture> pictures;
  const std::vector<std::string> sweeps = penalty::sweeps_of(rows);
  const std::vector<penalty::MapAxes> maps = penalty::maps_of(rows);
  if (sweeps.empty() && maps.empty())
    throw std::invalid_argument(fmt::format(
        "{}: must hold penalties over one or two parameters, got none but those of the setting as configured",
        rows.name()));
  for (const std::string& parameter : sweeps) {
    plot::IntervalPlot figure = penalty::sweep_plot(rows, parameter);
    if (!flags.title.empty()) figure.texts.title = flags.title;
    if (!plot::has_values(figure)) {
      fmt::print("no picture over {}: no value was reached\n", parameter);
      continue;
    }
    pictures.push_back({"_" + parameter, [figure](const fs::path& stem) { plot::write_interval_plot(figure, stem); }});
  }
  for (const penalty::MapAxes& axes : maps) {
    plot::HeatMap map = penalty::penalty_map(rows, axes);
    if (!flags.title.empty()) map.texts.title = flags.title;
    if (!penalty::has_values(map)) {
      fmt::print("no map {} over {}: no cell has a value\n", axes.y, axes.x);
      continue;
    }
    pictures.push_back(
        {fmt::format("_{}_{}", axes.x, axes.y), [map](const fs::path& stem) { plot::write_heat_map(map, stem); }});
  }
  return pictures;
}

Picture script_picture(const std::string& script, const std::string& ending = "") {
  return {ending, [script](const fs::path& stem) { external::run_gnuplot(script, stem); }};
}

std::vector<Picture> pictures_of(TableKind kind, const std::vector<Rows>& tables, const PlotFlags& flags) {
  const Rows& rows = tables.front();
  switch (kind) {
    case TableKind::ber:
      return {ber_picture(tables, flags)};
    case TableKind::loss:
      if (tables.size() > 1)
        return {script_picture(loss::radius_script(tables, flags.title), "_radius"),
                script_picture(loss::served_script(tables, flags.title), "_cycles")};
      return {script_picture(plot::loss_plot_script(loss::loss_plot(rows, flags.title)))};
    case TableKind::penalty:
      return penalty_pictures(rows, flags);
    case TableKind::solve:
      return {script_picture(plot::log_plot_script(solve::cycle_plot(rows, flags.title)))};
    case TableKind::nnls:
      return {script_picture(plot::log_plot_script(nnls::nnls_plot(rows, flags.title)))};
    case TableKind::nmf:
      return {script_picture(plot::log_plot_script(nmf::nmf_plot(rows, flags.title)))};
    case TableKind::train:
      return {script_picture(plot::log_plot_script(train::loss_plot(rows, flags.title)))};
    case TableKind::compare:
      break;
  }
  return {script_picture(compare::scatter_script(rows, flags.title))};
}

// The table of the run in a folder; a file as it is.
std::string table_of(const std::string& name) {
  std::error_code error;
  if (!fs::is_directory(name, error)) return name;
  std::vector<std::string> found, known;
  for (const KnownTable& table : known_tables()) {
    const std::string file = fmt::format("{}.csv", table.name);
    known.push_back(file);
    if (fs::is_regular_file(fs::path(name) / file, error)) found.push_back(file);
  }
  if (found.size() == 1) return (fs::path(name) / found.front()).string();
  throw std::invalid_argument(fmt::format("{}: a folder must hold one of {}, got {}", one_line(name),
                                          fmt::join(known, ", "),
                                          found.empty() ? "none" : fmt::format("{}", fmt::join(found, " and "))));
}

// A folder if there is one of that name or the name ends with a slash; else the files without their ending.
fs::path stem_of(const std::string& out, std::string_view kind) {
  const fs::path path = out;
  const bool has_ending = path.extension() == ".png" || path.extension() == ".svg";
  if (fs::is_directory(path) || !path.has_filename()) return path / kind;
  if (has_ending) return fs::path(path).replace_extension();
  return path == fs::path(PlotFlags{}.out) ? path / kind : path;
}

void check_flags(const PlotFlags& flags) {
  if (flags.files.empty())
    throw std::invalid_argument("plot needs a file: a table of results such as ber.csv, or the folder of a run");
  if (!(flags.min_ber >= 0.0 && flags.min_ber <= 0.5))
    throw std::invalid_argument(fmt::format("min-ber must be from 0 to 0.5, got {:g}", flags.min_ber));
  if (flags.out.empty()) throw std::invalid_argument("out must be a folder or the name of a file, got nothing");
  if (flags.given.contains("snr-def")) snr_kind_from_name(flags.snr_def);
}

// The kind of all tables.
const KnownTable& common_kind(const std::vector<Rows>& tables, const PlotFlags& flags) {
  const KnownTable& kind = kind_of(tables.front());
  for (const Rows& rows : tables)
    if (const KnownTable& other = kind_of(rows); other.kind != kind.kind)
      throw std::invalid_argument(fmt::format("files must be tables of one kind, got {} ({}) and {} ({})",
                                              tables.front().name(), kind.name, rows.name(), other.name));
  if (kind.kind == TableKind::ber) return kind;
  if (tables.size() > 1 && kind.kind != TableKind::loss)
    throw std::invalid_argument(fmt::format("only tables of ber or loss go into one picture, {} takes one file, got {}",
                                            kind.name, tables.size()));
  constexpr std::array<std::string_view, 3> of_ber = {"snr-def", "min-ber", "bler"};
  refuse_given(flags.given, of_ber, fmt::format("must go with a table of ber, got one of {}", kind.name));
  return kind;
}

}  // namespace

Command plot_command() {
  const auto flags = std::make_shared<PlotFlags>();
  std::vector<Option> options = {
      {"FILE", &flags->files, "...",
       "ber.csv or loss.csv, several of which are overlaid, or one penalty, solve, nnls, nmf, train or compare.csv; or "
       "a run's "
       "folder"},
      {"--out", &flags->out, "STEM|DIR", "name of the pictures without .png and .svg, or a folder for them"},
      {"--title", &flags->title, "TEXT", "title of the picture"},
      {"--snr-def", &flags->snr_def, "rx|user|ebn0|array",
       "of ber: definition of the SNR axis; as in the file if not given"},
      {"--min-ber", &flags->min_ber, "BER", "of ber: points below are left out; 0 = none"},
      {"--bler", &flags->bler, "", "of ber: block error rates of coded runs in place of bit error rates"}};
  return {"plot", "pictures of tables of results, several ber.csv or loss.csv in one", options, &flags->given,
          [flags](const Command&) { return run_plot(*flags); }};
}

int run_plot(const PlotFlags& flags) {
  check_flags(flags);
  std::vector<std::string> files;
  for (const std::string& file : flags.files) files.push_back(table_of(file));
  std::vector<Rows> tables;
  for (const std::string& file : files) tables.push_back(plot::read_rows(file, kind_of));
  const KnownTable& kind = common_kind(tables, flags);
  const std::vector<Picture> pictures = pictures_of(kind.kind, tables, flags);
  const fs::path stem = stem_of(flags.out, flags.bler ? "bler" : kind.name);
  require_writable_folder(fs::absolute(stem).parent_path());
  for (const std::string& file : files)
    for (const Picture& picture : pictures)
      for (const char* ending : {".png", ".svg"})
        refuse_input_as_output("out", stem.string() + picture.ending + ending, {file});
  bool all_drawn = true;
  for (const Picture& picture : pictures)
    all_drawn = draw_picture(stem.string() + picture.ending, stem.string() + picture.ending, picture.draw) && all_drawn;
  return all_drawn ? 0 : 1;
}

}  // namespace ohmimo
