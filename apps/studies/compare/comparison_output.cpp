#include "apps/studies/compare/comparison_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "apps/config/result_cells.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo::compare {
namespace {

using Number = std::optional<double>;

struct Figure {
  const char* name;         // CSV and JSON
  std::string_view header;  // text
  const char* unit;
  Number ComparisonRow::*value;
  int rank = 0;  // as a text column
};
constexpr std::array<Figure, 13> figures = {
    {{"mvectors_per_s", "Mvec/s", "Mvector/s", &ComparisonRow::Mvectors_per_s, 7},
     {"gbps", "Gb/s", "Gbit/s", &ComparisonRow::Gbps, 1},
     {"nj_per_vector", "nJ/vec", "nJ", &ComparisonRow::nJ_per_vector, 9},
     {"pj_per_bit", "pJ/b", "pJ", &ComparisonRow::pJ_per_bit, 2},
     {"area_mm2", "mm2", "mm2", &ComparisonRow::area_mm2, 5},
     {"gbps_per_mm2", "Gb/s/mm2", "Gbit/s/mm2", &ComparisonRow::Gbps_per_mm2, 4},
     {"general_pj_per_bit", "general pJ/b", "pJ", &ComparisonRow::general_pJ_per_bit, 10},
     {"general_gbps_per_mm2", "general Gb/s/mm2", "Gbit/s/mm2", &ComparisonRow::general_Gbps_per_mm2, 11},
     {"conservative_pj_per_bit", "conserv. pJ/b", "pJ", &ComparisonRow::conservative_pJ_per_bit, 12},
     {"conservative_gbps_per_mm2", "conserv. Gb/s/mm2", "Gbit/s/mm2", &ComparisonRow::conservative_Gbps_per_mm2, 13},
     {"penalty_db", "penalty dB", "dB", &ComparisonRow::penalty_db},
     {"penalty_low_db", "low dB", "dB", &ComparisonRow::penalty_low_db},
     {"penalty_high_db", "high dB", "dB", &ComparisonRow::penalty_high_db}}};
constexpr std::size_t n_unscaled = 6, n_published = 10;
constexpr std::array<FigureKind, 3> figure_kinds = {FigureKind::modelled, FigureKind::published,
                                                    FigureKind::peak_bound};

std::string cell(const Number& value) {
  return value ? fmt::format("{:.4g}", *value) : "-";
}

std::string heading(const ComparisonTable& table, FigureKind kind) {
  const std::string node = fmt::format("{:g} nm", table.config.node_nm);
  switch (kind) {
    case FigureKind::modelled:
      return "MODELLED HARDWARE (cost model of this program, uncoded rates; not measured, not the speed of this "
             "program)";
    case FigureKind::published:
      return fmt::format(
          "PUBLISHED FIGURES (as reported; then at {}, s = node of the design over that: general rule area / s^2, rate "
          "x s, "
          "energy "
          "/ s at equal supply; conservative rule area / s^2 only)",
          node);
    default:
      return "BOUNDS FROM DATA SHEETS (peak over the operations of zero forcing: no card reaches them; not scaled)";
  }
}

std::vector<std::string> row_cells(const ComparisonRow& row, std::size_t n_column) {
  std::vector<std::string> cells = {fmt::format("{:.34}", row.design), fmt::format("{:.15}", row.system),
                                    fmt::format("{:.48}", row.scope)};
  for (std::size_t k = 0; k < n_column; ++k) cells.push_back(cell(row.*figures[k].value));
  if (row.kind != FigureKind::modelled) cells.emplace_back(row.grade);
  return cells;
}

std::string kind_table(const ComparisonTable& table, FigureKind kind, int line_width) {
  const std::size_t n_column = kind == FigureKind::published ? n_published : n_unscaled;
  std::vector<TextColumn> columns = {{"", 34, '<', 0, 14}, {"system", 15, '<', 3}, {"scope", 48, '<', 8, 16}};
  for (std::size_t k = 0; k < n_column; ++k) columns.push_back({figures[k].header, 11, '>', figures[k].rank});
  if (kind != FigureKind::modelled) columns.push_back({"grade", 5, '<', 6});
  std::vector<std::vector<std::string>> rows;
  for (const bool same_size : {true, false})
    for (const ComparisonRow& row : table.rows)
      if (row.kind == kind && row.same_size == same_size) rows.push_back(row_cells(row, n_column));
  std::string text = heading(table, kind) + "\n" + text_table(columns, rows, line_width, "  ");
  if (kind == FigureKind::modelled && !table.penalty.empty()) text += fmt::format("  {}\n", table.penalty);
  return text + "\n";
}

std::string unconfirmed_sentence(const ComparisonTable& table) {
  if (table.n_unconfirmed == 0) return "";
  return fmt::format("{} published design(s) recalled from memory (grade memory) left out; --unconfirmed shows them\n",
                     table.n_unconfirmed);
}

// What the comparison was made for.
void add_configuration(Columns<ComparisonLine>& columns) {
  columns.add({.name = "tile", .help = "rows of one inversion array"},
              [](const ComparisonLine& line) { return line.config.tile; });
  columns.add({.name = "reuse", .format = "g", .help = "vectors that one programmed channel serves"},
              [](const ComparisonLine& line) { return line.config.n_reuse; });
  columns.add({.name = "parallel", .help = "solvers side by side"},
              [](const ComparisonLine& line) { return line.config.parallel; });
  columns.add({.name = "node_nm", .unit = "nm", .format = "g", .help = "that published designs are scaled to"},
              [](const ComparisonLine& line) { return line.config.node_nm; });
  columns.add(origin_columns(), [](const ComparisonLine& line) { return origin_cells(run_id(line.config.system)); });
}

// One part of one model.
struct PartLine {
  const SolverCost& solver;
  std::string_view per;
  const rram::CostItem& item;
};

// How much the channels differ that the cost was counted on.
std::string settling_text(std::vector<double> ns) {
  std::ranges::sort(ns);
  return fmt::format(
      "Slowest inversion array of a channel settles in {:.4g} to {:.4g} ns, median {:.4g}, over {} channels; the "
      "bottom-up model waits for the slowest of all.\n\n",
      ns.front(), ns.back(), ns[ns.size() / 2], ns.size());
}

}  // namespace

std::string comparison_tables(const ComparisonTable& table, int line_width) {
  std::string text;
  for (const FigureKind kind : figure_kinds) text += kind_table(table, kind, line_width);
  text += "NOT COMPARABLE\n";
  for (const NotComparable& row : table.left_out) text += fmt::format("  {:<34.34} {}\n", row.design, row.reason);
  return text + unconfirmed_sentence(table);
}

std::string comparison_heading(const CompareConfig& config) {
  const Config& system = config.system;
  const RunId id = run_id(system);
  return fmt::format(
      "{}x{} {}, channel {}: {} cycle(s), {}-bit words, inversion arrays of {} rows, device {}; {} solver(s), each "
      "channel "
      "for {:g} vectors\nseed {}; config {:016x}; ohmimo {}\n\n",
      system.link.n_rx, system.link.n_user, system.link.modulation, system.channel.model, system.solver.cycles.back(),
      system.solver.word_bits, config.tile, system.hardware.device, config.parallel, config.n_reuse, id.seed,
      id.config_hash, id.version);
}

std::string cost_tables(const SolverCosts& costs, int line_width) {
  const std::vector<TextColumn> columns = {{"part", 20, '<', 0, 12},
                                           {"latency [ns]", 12, '>', 1},
                                           {"energy [pJ]", 12, '>', 2},
                                           {"area [um2]", 12, '>', 3},
                                           {"mean power [mW]", 15, '>', 4}};
  std::string text;
  for (const SolverCost& solver : costs.models) {
    std::vector<std::vector<std::string>> rows;
    const auto area = [&](double um2) { return solver.cost.has_area ? fmt::format("{:.5g}", um2) : std::string("-"); };
    const auto add = [&](std::string_view title, const rram::CostReport& report) {
      for (const rram::CostItem& item : report.items)
        rows.push_back({std::string(item.part), fmt::format("{:.5g}", item.latency_ns),
                        fmt::format("{:.5g}", item.energy_pJ), area(item.area_um2), ""});
      rows.push_back({std::string(title), fmt::format("{:.5g}", report.latency_ns()),
                      fmt::format("{:.5g}", report.energy_pJ()), area(report.area_um2()),
                      fmt::format("{:.4g}", report.power_mW())});
    };
    add("= per vector", solver.cost.per_vector);
    add("= per channel", solver.cost.per_matrix);
    text +=
        fmt::format("{} (modelled hardware, one solver)\n", solver.name) + text_table(columns, rows, line_width, "  ");
    for (const std::string& sentence : solver.cost.left_out) text += fmt::format("  {}\n", sentence);
    text += "\n";
  }
  return text + settling_text(costs.settling_ns);
}

Columns<ComparisonLine> comparison_columns() {
  Columns<ComparisonLine> columns;
  const auto of_row = [](const ComparisonLine& line, auto value) {
    return line.row ? std::optional(value(*line.row)) : std::nullopt;
  };
  const auto text = [&](const char* name, const char* help, std::string ComparisonRow::*value) {
    columns.add({.name = name, .format = "quoted", .help = help}, [=](const ComparisonLine& line) {
      return of_row(line, [value](const ComparisonRow& row) { return row.*value; });
    });
  };
  columns.add({.name = "figure_kind", .help = "kinds are never mixed"}, [](const ComparisonLine& line) {
    return line.row ? figure_kind_name(line.row->kind) : std::string_view("not comparable");
  });
  columns.add({.name = "name", .format = "quoted", .help = "citation key, model or card"},
              [](const ComparisonLine& line) { return line.row ? line.row->name : line.left_out->name; });
  columns.add({.name = "design", .format = "quoted", .help = "the same for people"},
              [](const ComparisonLine& line) { return line.row ? line.row->design : line.left_out->design; });
  text("scope", "what is counted", &ComparisonRow::scope);
  text("system", "antennas, users, modulation", &ComparisonRow::system);
  columns.add({.name = "grade", .help = "of the source"}, [=](const ComparisonLine& line) {
    return of_row(line, [](const ComparisonRow& row) { return row.grade; });
  });
  columns.add({.name = "same_size", .help = "antennas and users of the configuration"},
              [=](const ComparisonLine& line) {
                return of_row(line, [](const ComparisonRow& row) { return std::string(row.same_size ? "yes" : "no"); });
              });
  for (const Figure& figure : figures)
    columns.add({.name = figure.name, .unit = figure.unit, .format = ".9g"},
                [&figure](const ComparisonLine& line) { return line.row ? line.row->*figure.value : Number(); });
  columns.add({.name = "note", .format = "quoted"},
              [](const ComparisonLine& line) { return line.row ? line.row->note : line.left_out->reason; });
  add_configuration(columns);
  return columns;
}

Table comparison_table(const ComparisonTable& comparison) {
  std::vector<ComparisonLine> lines;
  for (const ComparisonRow& row : comparison.rows) lines.push_back({&row, nullptr, comparison.config});
  for (const NotComparable& row : comparison.left_out) lines.push_back({nullptr, &row, comparison.config});
  return comparison_columns().table(lines);
}

Table parts_table(const SolverCosts& costs) {
  std::vector<PartLine> lines;
  for (const SolverCost& solver : costs.models) {
    for (const rram::CostItem& item : solver.cost.per_vector.items) lines.push_back({solver, "vector", item});
    for (const rram::CostItem& item : solver.cost.per_matrix.items) lines.push_back({solver, "channel", item});
  }
  Columns<PartLine> columns;
  columns.add({.name = "model"}, [](const PartLine& line) { return line.solver.name; });
  columns.add({.name = "per", .help = "vector, or channel: Gram product and programming"},
              [](const PartLine& line) { return line.per; });
  columns.add({.name = "part"}, [](const PartLine& line) { return line.item.part; });
  columns.add({.name = "latency_ns", .unit = "ns"}, [](const PartLine& line) { return line.item.latency_ns; });
  columns.add({.name = "energy_pj", .unit = "pJ"}, [](const PartLine& line) { return line.item.energy_pJ; });
  columns.add({.name = "area_um2", .unit = "um2", .help = "missing where the model has none"},
              [](const PartLine& line) {
                return line.solver.cost.has_area ? std::optional(line.item.area_um2) : std::nullopt;
              });
  return columns.table(lines);
}

std::string comparison_json(const ComparisonTable& table, const SolverCosts& costs, const CoherenceOptions& coherence) {
  return json_text(provenance(origin_cells(run_id(table.config.system))), comparison_table(table),
                   {{"parts", parts_table(costs)}, {"coherence", coherence_table(costs, coherence)}});
}

}  // namespace ohmimo::compare
