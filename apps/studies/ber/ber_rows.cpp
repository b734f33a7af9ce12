#include "apps/studies/ber/ber_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/config/link_setup.hpp"
#include "apps/results/columns.hpp"
#include "apps/results/text_file.hpp"
#include "detector/registry.hpp"

namespace ohmimo {
namespace {

std::string header() {
  return fmt::format(
      "detector,cycle,{},vectors_per_channel,fidelity,{},bits,bit_errors,ber,ber_low,ber_high,ber_is_upper_limit,"
      "design_effect,design_effect_from,note,symbols,symbol_errors,vectors,vector_errors,frames,independent_channels,"
      "error_channels,theory_ber,theory_kind,"
      "solver_vectors,solver_diverged,solver_saturated,solver_unstable,solver_not_finite,stop,seconds,{}\n",
      system_columns, snr_columns, origin_columns);
}

std::string csv_row(const BerConfig& config, const BerRow& row) {
  const ErrorCount& n = row.count;
  std::string line = fmt::format("{},{},{},{},{},{},", row.curve.detector, row.curve.cycle, system_cells(config),
                                 config.vectors_per_channel, is_analogue(row.curve.detector) ? config.fidelity : "",
                                 snr_cells(config, row.es_n0_user_db));
  line += fmt::format("{},{},{:.6e},{:.6e},{:.6e},{},", n.bits, n.bit_errors, row.interval.ber, row.interval.low,
                      row.interval.high, row.interval.upper_limit ? 1 : 0);
  line += fmt::format("{:.4g},{},{},", row.interval.design_effect, spread_source_name(row.interval.spread),
                      few_errors_note(config, row.interval));
  line += fmt::format("{},{},{},{},{},{},{},", n.symbols, n.symbol_errors, n.vectors, n.vector_errors, n.frames,
                      config.fixed_channel ? 1 : n.clusters,
                      config.fixed_channel ? std::min<std::uint64_t>(1, n.bit_errors) : n.cluster_errors);
  line += row.theory ? fmt::format("{:.6e},{},", *row.theory, theory_kind(config, row.curve)) : ",,";
  const SolverTally& solver = row.tally;
  line += fmt::format("{},{},{},{},{},", solver.vectors, solver.diverged, solver.saturated, solver.unstable,
                      solver.not_finite);
  return line + fmt::format("{},{:.3f},{}\n", stop_reason_name(row.stop), row.seconds, origin_cells(config));
}

std::vector<ErrorCount> counts_of(const CurveId& curve, const std::vector<BerRow>& rows) {
  std::vector<ErrorCount> counts;
  for (const BerRow& row : rows)
    if (row.curve.detector == curve.detector && row.curve.cycle == curve.cycle) counts.push_back(row.count);
  return counts;
}

}  // namespace

std::string_view few_errors_note(const BerConfig& config, const BerInterval& interval) {
  if (!interval.few_bad) return "";
  return config.fixed_channel ? "few bad vectors" : "few bad channels";
}

std::vector<BerRow> make_rows(const BerConfig& config, const PointResult& result, double snr_db,
                              const std::vector<BerRow>& previous) {
  const std::vector<CurveId> curves = curves_of(link_config(config));
  const LinkShape shape = link_shape(config);
  std::vector<BerRow> rows;
  for (std::size_t k = 0; k < curves.size(); ++k) {
    BerRow row;
    row.curve = curves[k];
    row.snr_db = snr_db;
    row.es_n0_user_db = convert_snr_db(snr_db, config.snr_def, SnrKind::es_n0_user, shape);
    row.count = result.counts[k];
    row.interval = ber_interval(row.count, 0.95, counts_of(row.curve, previous));
    row.theory = theory_ber(config, row.curve, noise_var_from_snr_db(snr_db, config.snr_def, shape));
    for (std::size_t d = 0; d < config.detectors.size(); ++d)
      if (config.detectors[d] == row.curve.detector) row.tally = result.tallies[d];
    row.stop = result.reason;
    row.seconds = result.seconds;
    rows.push_back(row);
  }
  return rows;
}

void write_ber_csv(const std::filesystem::path& file, const BerConfig& config, const std::vector<BerRow>& rows) {
  std::string text = header();
  for (const BerRow& row : rows) text += csv_row(config, row);
  write_text_file(file, text);
}

}  // namespace ohmimo
