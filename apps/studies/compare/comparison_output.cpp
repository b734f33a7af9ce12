#include "apps/studies/compare/comparison_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "apps/config/run.hpp"
#include "apps/results/columns.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

using Number = std::optional<double>;

struct Column {
  std::string_view key;     // CSV and JSON
  std::string_view header;  // text
  Number ComparisonRow::*value;
};
constexpr std::array<Column, 13> columns = {
    {{"mvectors_per_s", "Mvec/s", &ComparisonRow::Mvectors_per_s},
     {"gbps", "Gb/s", &ComparisonRow::Gbps},
     {"nj_per_vector", "nJ/vec", &ComparisonRow::nJ_per_vector},
     {"pj_per_bit", "pJ/b", &ComparisonRow::pJ_per_bit},
     {"area_mm2", "mm2", &ComparisonRow::area_mm2},
     {"gbps_per_mm2", "Gb/s/mm2", &ComparisonRow::Gbps_per_mm2},
     {"general_pj_per_bit", "general pJ/b", &ComparisonRow::general_pJ_per_bit},
     {"general_gbps_per_mm2", "general Gb/s/mm2", &ComparisonRow::general_Gbps_per_mm2},
     {"conservative_pj_per_bit", "conserv. pJ/b", &ComparisonRow::conservative_pJ_per_bit},
     {"conservative_gbps_per_mm2", "conserv. Gb/s/mm2", &ComparisonRow::conservative_Gbps_per_mm2},
     {"penalty_db", "penalty dB", &ComparisonRow::penalty_dB},
     {"penalty_low_db", "low dB", &ComparisonRow::penalty_low_dB},
     {"penalty_high_db", "high dB", &ComparisonRow::penalty_high_dB}}};
constexpr std::size_t n_unscaled = 6, n_published = 10;
constexpr std::array<FigureKind, 3> kinds = {FigureKind::modelled, FigureKind::published, FigureKind::peak_bound};

std::size_t width_of(const Column& column) {
  return std::max<std::size_t>(11, column.header.size());
}

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

std::string row_text(const ComparisonRow& row, std::size_t n_column) {
  std::string text = fmt::format("  {:<34.34} {:<15.15} {:<48.48}", row.name, row.system, row.scope);
  for (std::size_t k = 0; k < n_column; ++k)
    text += fmt::format(" {:>{}}", cell(row.*columns[k].value), width_of(columns[k]));
  return text + (row.kind == FigureKind::modelled ? "\n" : fmt::format("  {}\n", row.grade));
}

std::string kind_table(const ComparisonTable& table, FigureKind kind) {
  const std::size_t n_column = kind == FigureKind::published ? n_published : n_unscaled;
  std::string text = heading(table, kind) + "\n" + fmt::format("  {:<34} {:<15} {:<48}", "", "system", "scope");
  for (std::size_t k = 0; k < n_column; ++k) text += fmt::format(" {:>{}}", columns[k].header, width_of(columns[k]));
  text += kind == FigureKind::modelled ? "\n" : "  grade\n";
  for (const bool same_size : {true, false})
    for (const ComparisonRow& row : table.rows)
      if (row.kind == kind && row.same_size == same_size) text += row_text(row, n_column);
  if (kind == FigureKind::modelled && !table.penalty.empty()) text += fmt::format("  {}\n", table.penalty);
  return text + "\n";
}

std::string json_number(const Number& value) {
  return value ? fmt::format("{:.9g}", *value) : "null";
}

std::string json_items(const rram::CostReport& report) {
  std::string text = "[";
  for (const rram::CostItem& item : report.items)
    text += fmt::format("{}{{\"part\": {}, \"latency_ns\": {:.9g}, \"energy_pj\": {:.9g}, \"area_um2\": {:.9g}}}",
                        &item == report.items.data() ? "" : ", ", in_quotes(item.part), item.latency_ns, item.energy_pJ,
                        item.area_um2);
  return text + "]";
}

std::string csv_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : one_line(text)) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string comparison_tables(const ComparisonTable& table) {
  std::string text;
  for (const FigureKind kind : kinds) text += kind_table(table, kind);
  text += "NOT COMPARABLE\n";
  for (const NotComparable& row : table.left_out) text += fmt::format("  {:<26} {}\n", row.name, row.reason);
  return text;
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

std::string cost_tables(const SolverCosts& costs) {
  std::string text;
  for (const SolverCost& solver : costs.models) {
    const bool has_area = solver.cost.has_area;
    text += fmt::format("{} (modelled hardware, one solver)\n  {:<20} {:>14} {:>14} {:>14}\n", solver.name, "part",
                        "latency [ns]", "energy [pJ]", "area [um2]");
    const auto add = [&](std::string_view title, const rram::CostReport& report) {
      for (const rram::CostItem& item : report.items)
        text += fmt::format("  {:<20} {:>14.5g} {:>14.5g} {:>14}\n", item.part, item.latency_ns, item.energy_pJ,
                            has_area ? fmt::format("{:.5g}", item.area_um2) : "-");
      text +=
          fmt::format("  {:<20} {:>14.5g} {:>14.5g} {:>14}   mean power {:.4g} mW\n", title, report.latency_ns(),
                      report.energy_pJ(), has_area ? fmt::format("{:.5g}", report.area_um2()) : "-", report.power_mW());
    };
    add("= per vector", solver.cost.per_vector);
    add("= per channel", solver.cost.per_matrix);
    for (const std::string& sentence : solver.cost.left_out) text += fmt::format("  {}\n", sentence);
    text += "\n";
  }
  return text;
}

std::string comparison_csv(const ComparisonTable& table) {
  std::string text = "figure_kind,name,scope,system,grade,same_size";
  for (const Column& column : columns) text += fmt::format(",{}", column.key);
  text += fmt::format(",note,tile,reuse,parallel,node_nm,{}\n", origin_columns);
  const CompareConfig& config = table.config;
  const std::string origin = fmt::format("{},{:g},{},{:g},{}", config.tile, config.n_reuse, config.parallel,
                                         config.node_nm, origin_cells(run_id(config.system)));
  for (const ComparisonRow& row : table.rows) {
    text += fmt::format("{},{},{},{},{},{}", figure_kind_name(row.kind), csv_text(row.name), csv_text(row.scope),
                        csv_text(row.system), row.grade, row.same_size ? "yes" : "no");
    for (const Column& column : columns) text += row.*column.value ? fmt::format(",{:.9g}", *(row.*column.value)) : ",";
    text += fmt::format(",{},{}\n", csv_text(row.note), origin);
  }
  for (const NotComparable& row : table.left_out)
    text += fmt::format("not comparable,{}{}{},{}\n", csv_text(row.name), std::string(columns.size() + 5, ','),
                        csv_text(row.reason), origin);
  return text;
}

std::string comparison_json(const ComparisonTable& table, const SolverCosts& costs, const CoherenceOptions& coherence) {
  const RunId id = run_id(table.config.system);
  std::string text = fmt::format(
      "{{\"version\": {}, \"seed\": {}, \"config_hash\": \"{:016x}\", \"tile\": {}, \"node_nm\": {:g}, "
      "\"reuse\": {:g}, \"parallel\": {},\n\"models\": [",
      in_quotes(id.version), id.seed, id.config_hash, table.config.tile, table.config.node_nm, table.config.n_reuse,
      table.config.parallel);
  for (const SolverCost& solver : costs.models)
    text += fmt::format("{}\n  {{\"name\": {}, \"per_vector\": {},\n   \"per_channel\": {}}}",
                        &solver == costs.models.data() ? "" : ",", in_quotes(solver.name),
                        json_items(solver.cost.per_vector), json_items(solver.cost.per_matrix));
  text += fmt::format("],\n\"coherence\": {},\n\"rows\": [", coherence_json(costs, coherence));
  for (const ComparisonRow& row : table.rows) {
    text += fmt::format("{}\n  {{\"figure_kind\": {}, \"name\": {}, \"scope\": {}, \"system\": {}, \"grade\": {}",
                        &row == table.rows.data() ? "" : ",", in_quotes(figure_kind_name(row.kind)),
                        in_quotes(row.name), in_quotes(row.scope), in_quotes(row.system), in_quotes(row.grade));
    for (const Column& column : columns)
      text += fmt::format(", \"{}\": {}", column.key, json_number(row.*column.value));
    text += fmt::format(", \"note\": {}}}", in_quotes(row.note));
  }
  text += "],\n\"not_comparable\": [";
  for (const NotComparable& row : table.left_out)
    text += fmt::format("{}\n  {{\"name\": {}, \"reason\": {}}}", &row == table.left_out.data() ? "" : ",",
                        in_quotes(row.name), in_quotes(row.reason));
  return text + "]}\n";
}

}  // namespace ohmimo
