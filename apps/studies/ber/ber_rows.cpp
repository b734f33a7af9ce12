#include "apps/studies/ber/ber_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "apps/config/result_cells.hpp"
#include "apps/link/block_errors.hpp"
#include "apps/studies/ber/block_columns.hpp"
#include "detector/registry.hpp"

namespace ohmimo::ber {
namespace {

// Units of the count that are not one of these again.
std::uint64_t new_units(const Run& run, const ErrorCount& count) {
  const std::uint64_t limit = run.config.channel.fixed ? 0 : run.link.uplink.channel.law.n_distinct;
  return limit == 0 ? count.units : std::min(count.units, limit);
}

void add_errors(Columns<BerLine>& columns) {
  columns.add({.name = "bits", .help = "counted"}, [](const BerLine& line) { return line.row.count.bits; });
  columns.add({.name = "bit_errors"}, [](const BerLine& line) { return line.row.count.bit_errors; });
  columns.add({.name = "ber", .format = ".6e", .help = "bit_errors / bits"},
              [](const BerLine& line) { return line.row.interval.ber; });
  columns.add({.name = "ber_low", .format = ".6e", .help = "lower end of the 95 % interval"},
              [](const BerLine& line) { return line.row.interval.low; });
  columns.add({.name = "ber_high", .format = ".6e", .help = "upper end of the 95 % interval"},
              [](const BerLine& line) { return line.row.interval.high; });
  columns.add({.name = "ber_is_upper_limit", .help = "no error was seen: ber_high is a one-sided limit"},
              [](const BerLine& line) { return line.row.interval.upper_limit; });
  columns.add(
      {.name = "design_effect", .format = ".4g", .help = "variance of the error count over that of independent bits"},
      [](const BerLine& line) { return line.row.interval.design_effect; });
  columns.add({.name = "design_effect_from", .help = "what it was estimated from: point, curve or worst case"},
              [](const BerLine& line) { return spread_source_name(line.row.interval.spread); });
  columns.add(
      {.name = "note", .help = "where errors come from too few channels or slots to say more, or these came again"},
      [](const BerLine& line) { return row_note(line.run, line.row, line.row.interval); });
}

void add_counts(Columns<BerLine>& columns) {
  const auto add = [&columns](const char* name, const char* help, std::uint64_t ErrorCount::*value) {
    columns.add({.name = name, .help = help}, [value](const BerLine& line) { return line.row.count.*value; });
  };
  add("symbols", "of single users", &ErrorCount::symbols);
  add("symbol_errors", "", &ErrorCount::symbol_errors);
  add("vectors", "the symbols of all users at one time", &ErrorCount::vectors);
  add("vector_errors", "", &ErrorCount::vector_errors);
  add("frames", "", &ErrorCount::frames);
  columns.add({.name = "independent_channels"}, [](const BerLine& line) -> std::uint64_t {
    if (line.run.config.channel.fixed) return 1;
    return new_units(line.run, line.row.count);
  });
  columns.add({.name = "error_channels", .help = "with at least one bit error"}, [](const BerLine& line) {
    const ErrorCount& count = line.row.count;
    return line.run.config.channel.fixed ? std::min<std::uint64_t>(1, count.bit_errors) : count.unit_errors;
  });
}

void add_solver(Columns<BerLine>& columns) {
  const auto add = [&columns](const char* name, const char* help, std::uint64_t SolverTally::*value) {
    columns.add({.name = name, .help = help}, [value](const BerLine& line) { return line.row.tally.*value; });
  };
  add("solver_vectors", "right-hand sides given to the analogue solver", &SolverTally::vectors);
  add("solver_diverged", "of these, by status", &SolverTally::diverged);
  add("solver_saturated", "", &SolverTally::saturated);
  add("solver_unstable", "", &SolverTally::unstable);
  add("solver_not_finite", "", &SolverTally::not_finite);
}

std::vector<ErrorCount> counts_of(const CurveId& curve, const std::vector<BerRow>& rows) {
  std::vector<ErrorCount> counts;
  for (const BerRow& row : rows)
    if (row.curve.detector == curve.detector && row.curve.cycle == curve.cycle) counts.push_back(row.count);
  return counts;
}

// How often the units of the count came round.
double passes_of(const Run& run, const ErrorCount& count) {
  return count.units == 0 ? 1.0 : double(count.units) / double(new_units(run, count));
}

BerInterval interval_of(const Run& run, const ErrorCount& count, std::span<const ErrorCount> before) {
  return ber_interval(count, 0.95, before, passes_of(run, count));
}

std::vector<BlockCount> block_counts_of(const CurveId& curve, const std::vector<BerRow>& rows) {
  std::vector<BlockCount> counts;
  for (const BerRow& row : rows)
    if (row.curve.detector == curve.detector && row.curve.cycle == curve.cycle && row.blocks)
      counts.push_back(*row.blocks);
  return counts;
}

}  // namespace

BerInterval block_interval(const BlockCount& count, std::span<const BlockCount> previous, double passes) {
  std::vector<ErrorCount> before;
  for (const BlockCount& earlier : previous) before.push_back(blocks_as_bits(earlier));
  return ber_interval(blocks_as_bits(count), 0.95, before, passes);
}

std::string_view unit_word(const Config& config) {
  if (config.channel.fixed) return "vectors";
  return needs_slot(config) ? "slots" : "channels";
}

std::string row_note(const Run& run, const BerRow& row, const BerInterval& interval) {
  std::string note = interval.few_bad ? fmt::format("few bad {}", unit_word(run.config)) : "";
  if (new_units(run, row.count) < row.count.units)
    note += fmt::format("{}{} came again", note.empty() ? "" : ", ", unit_word(run.config));
  return note;
}

std::vector<BerRow> make_rows(const Run& run, const PointResult& result, double snr_db,
                              const std::vector<BerRow>& previous) {
  std::vector<BerRow> rows;
  const std::size_t n_user = static_cast<std::size_t>(run.shape.n_user);
  for (std::size_t k = 0; k < run.curves.size(); ++k) {
    BerRow row;
    row.curve = run.curves[k];
    row.snr_db = snr_db;
    row.es_n0_user_db = convert_snr_db(snr_db, run.config.link.snr_def, SnrKind::es_n0_user, run.shape);
    row.count = result.counts[k];
    if (!result.user_counts.empty()) {
      const auto first = result.user_counts.begin() + static_cast<std::ptrdiff_t>(k * n_user);
      row.users.assign(first, first + static_cast<std::ptrdiff_t>(n_user));
    }
    if (!result.user_blocks.empty()) {
      const auto first = result.user_blocks.begin() + static_cast<std::ptrdiff_t>(k * n_user);
      row.user_blocks.assign(first, first + static_cast<std::ptrdiff_t>(n_user));
    }
    row.interval = interval_of(run, row.count, counts_of(row.curve, previous));
    if (!result.blocks.empty()) {
      row.blocks = result.blocks[k];
      row.block_interval =
          block_interval(result.blocks[k], block_counts_of(row.curve, previous), passes_of(run, row.count));
    }
    row.theory = run.theory[k].ber(run.noise_var(snr_db));
    row.theory_kind = run.theory[k].kind;
    for (std::size_t d = 0; d < run.link.detectors.size(); ++d)
      if (run.link.detectors[d].name == row.curve.detector) row.tally = result.tallies[d];
    row.stop = result.reason;
    row.seconds = result.seconds;
    rows.push_back(row);
  }
  return rows;
}

Columns<BerLine> ber_columns(bool coded) {
  Columns<BerLine> columns;
  columns.add({.name = "detector"}, [](const BerLine& line) { return line.row.curve.detector; });
  columns.add({.name = "cycle", .help = "of refinement; 0 = a digital detector"},
              [](const BerLine& line) { return line.row.curve.cycle; });
  columns.add(system_columns(), [](const BerLine& line) { return system_cells(line.run.config); });
  columns.add({.name = "vectors_per_channel"},
              [](const BerLine& line) { return line.run.config.link.vectors_per_channel; });
  columns.add({.name = "fidelity", .help = "of the simulated hardware"}, [](const BerLine& line) {
    return is_analogue(line.row.curve.detector) ? std::optional(line.run.config.solver.fidelity) : std::nullopt;
  });
  const auto add_analogue = [&columns](const char* name, const char* help, auto value) {
    columns.add({.name = name, .help = help}, [value](const BerLine& line) {
      return is_analogue(line.row.curve.detector) ? std::optional(value(line.run.config)) : std::nullopt;
    });
  };
  add_analogue("refinement", "as fidelity of analogue detectors", [](const Config& c) { return c.solver.refinement; });
  add_analogue("device", "likewise", [](const Config& c) { return c.hardware.device; });
  add_analogue("dac_bits", "likewise", [](const Config& c) { return c.hardware.dac_bits; });
  add_analogue("adc_bits", "likewise", [](const Config& c) { return c.hardware.adc_bits; });
  columns.add(snr_columns(), [](const BerLine& line) {
    return snr_cells(line.run.config, line.row.es_n0_user_db, line.user_gain_db);
  });
  add_errors(columns);
  add_counts(columns);
  columns.add({.name = "theory_ber", .format = ".6e", .help = "of the closed form"},
              [](const BerLine& line) { return line.row.theory; });
  columns.add({.name = "theory_kind"}, [](const BerLine& line) {
    return line.row.theory ? std::optional<std::string>(line.row.theory_kind) : std::nullopt;
  });
  add_solver(columns);
  columns.add({.name = "stop", .help = "what ended the point"},
              [](const BerLine& line) { return stop_reason_name(line.row.stop); });
  columns.add(origin_columns(), [](const BerLine& line) { return origin_cells(line.run.id); });
  columns.add({.name = "pilot_share", .format = ".6g", .help = "of the resource elements of a slot"},
              [](const BerLine& line) { return pilot_share(line.run.link); });
  if (coded) add_blocks(columns);
  return columns;
}

Table ber_table(const Run& run, const std::vector<BerRow>& rows) {
  std::vector<BerLine> lines;
  for (const BerRow& row : rows) lines.push_back({run, row});
  return ber_columns(run.link.code.has_value()).table(lines);
}

Table user_table(const Run& run, const std::vector<BerRow>& rows) {
  struct UserLine {
    std::size_t user;
    double gain_db;
    BerRow row;
  };
  const std::vector<double> gains = user_gains(run.shape.n_user, run.config.channel.user_spread_db);
  std::vector<UserLine> lines;
  for (const BerRow& row : rows)
    for (std::size_t u = 0; u < row.users.size(); ++u) {
      UserLine& line = lines.emplace_back(UserLine{u, db_from_linear(gains[u]), row});
      line.row.count = row.users[u];
      line.row.interval = ber_interval(row.users[u]);
      if (row.blocks) {
        line.row.blocks = row.user_blocks[u];
        line.row.block_interval = block_interval(row.user_blocks[u], {}, passes_of(run, row.users[u]));
      }
      line.row.theory.reset();  // is that of all users
      line.row.tally = {};      // likewise
    }
  Columns<UserLine> columns;
  columns.add({.name = "user",
               .help = "from 0; SNRs of one user are its own, by --user-spread-db, without what a drop or a file adds"},
              [](const UserLine& line) { return line.user; });
  columns.add(ber_columns(run.link.code.has_value()), [&run](const UserLine& line) {
    return BerLine{run, line.row, line.gain_db};
  });
  return columns.table(lines);
}

}  // namespace ohmimo::ber
