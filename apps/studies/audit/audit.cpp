#include "apps/studies/audit/audit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <stdexcept>

#include "apps/text/lines.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo::audit {
namespace {

using Cells = std::vector<std::string>;
// Of titles and rows, one way or the other.
using TableWriter = std::function<std::string(const Cells& titles, const std::vector<Cells>& rows)>;

std::string markdown_table(const Cells& titles, const std::vector<Cells>& rows) {
  const auto line = [](const Cells& cells) { return fmt::format("| {} |\n", fmt::join(cells, " | ")); };
  std::string text = line(titles) + "|";
  for (std::size_t k = 0; k < titles.size(); ++k) text += "---|";
  text += "\n";
  for (const Cells& row : rows) text += line(row);
  return text;
}

// Words in the first column, and in the last where there are two; the last of many goes first.
std::string table_in_columns(const Cells& titles, const std::vector<Cells>& rows, int line_width) {
  std::vector<TextColumn> columns;
  for (std::size_t k = 0; k < titles.size(); ++k) {
    const bool words = k == 0 || titles.size() == 2;
    columns.push_back({titles[k], 1, words ? '<' : '>', static_cast<int>(k), words ? 20 - 4 * static_cast<int>(k) : 0});
  }
  return text_table(columns, rows, line_width);
}

std::string claim_table(const AuditClaim& claim, const TableWriter& table) {
  Cells titles = {claim.unit};
  titles.insert(titles.end(), claim.columns.begin(), claim.columns.end());
  std::vector<Cells> rows;
  for (const AuditRow& row : claim.rows) {
    rows.push_back({row.view});
    for (const double value : row.values)
      rows.back().push_back(std::isnan(value) ? "not public" : fmt::format("{:.4g}", value));
  }
  return table(titles, rows);
}

std::string claim_text(const AuditClaim& claim, const TableWriter& table) {
  std::string text = fmt::format("## {}\n\n**Claim.** {}\n\n**Rests on.** {}\n\n**Needs.**\n", claim.title, claim.claim,
                                 claim.rests_on);
  for (const std::string& assumption : claim.assumptions) text += fmt::format("* {}\n", assumption);
  return text + fmt::format("\n{}\n**Verdict: {}.** {}\n\n", claim_table(claim, table), verdict_name(claim.verdict),
                            claim.reason);
}

std::string report_text(const AuditReport& report, const TableWriter& table) {
  std::string text = fmt::format("# Claims of {}\n\nohmimo {}, seed {}; {}.\n\n", report.paper, OHMIMO_VERSION,
                                 report.options.seed, report.setting);
  std::vector<Cells> verdicts;
  for (const AuditClaim& claim : report.claims)
    verdicts.push_back({claim.title, std::string(verdict_name(claim.verdict))});
  text += table({"claim", "verdict"}, verdicts) + "\n";
  for (const AuditClaim& claim : report.claims) text += claim_text(claim, table);
  text += "## How the numbers were made\n\n";
  for (const std::string& note : report.notes) text += fmt::format("* {}\n", note);
  return text;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::holds_only_if:
      return "holds only if all of its needs are granted";
    case Verdict::not_reproducible:
      return "not reproducible from public text";
    default:
      return "does not hold";
  }
}

void check(const AuditOptions& options) {
  if (options.n_channel < 1 || options.n_channel > 100000)
    throw std::invalid_argument(fmt::format("channels must be 1 to 100000, got {}", options.n_channel));
  if (!(options.n_reuse >= 1.0 && options.n_reuse <= 1e12))
    throw std::invalid_argument(fmt::format("reuse must be from 1 to 1e12 vectors, got {}", options.n_reuse));
}

AuditReport audit_zuo2025(const AuditOptions& options) {
  check(options);
  compare::CompareConfig config;
  config.system.run.seed = options.seed;
  config.n_reuse = options.n_reuse;
  config = compare::checked(config);
  const compare::SolverCosts costs = compare::solver_costs(config);
  compare::CompareConfig one_array = config;
  one_array.tile = 2 * config.system.link.n_user;
  one_array = compare::checked(one_array);
  AuditReport report;
  report.paper = "Zuo et al., Nature Electronics 8, 1222 (2025), doi 10.1038/s41928-025-01477-0";
  report.options = options;
  report.setting = fmt::format("{} channels, {:g} vectors per channel", options.n_channel, options.n_reuse);
  report.claims = benchmark_claims(options, costs);
  report.claims.push_back(detector_claim({{config, costs}, {one_array, compare::solver_costs(one_array)}}));
  for (AuditClaim& claim : detection_claims(options)) report.claims.push_back(std::move(claim));
  const bool interrupted = options.interrupt != nullptr && *options.interrupt;
  report.notes = {
      "Published points are digitised; ratios to them are arithmetic. Programming is modelled: every cell by a "
      "simulated "
      "write-verify loop whose pulse numbers are assumed, one cell after another.",
      "References that factor once per channel repeat only the two triangular solves, 2 n^2 operations, for every "
      "vector; n^3/3 + n^2/2 + n/6 are the factor's. The Gram product is billed alike on both sides, at the time or "
      "energy "
      "an operation takes the reference of the column.",
      "Fig. 5d names its two GPU lines the other way round than their colours, which are those of Fig. 5c; data sheets "
      "agree with the colours (14.75e12 op/s at 300 W is 4.92e10 op/s/W, Vega 20), so colours are followed. By the "
      "legend "
      "H100 and Vega 20 change places in every energy ratio.",
      "Peak figures of GPUs are upper bounds that small matrices do not reach; published core lines are the paper's.",
      "n counts real rows: n = 16 is 8 users, n = 128 is 64 users.",
      "The benchmark allots one response of 60 ns to a high-precision product; the chip of the demonstration applies "
      "its "
      "input bit by bit, which the bottom-up rows include and the paper's rows do not."};
  if (interrupted) report.notes.push_back("Interrupted: claims that need simulations are missing.");
  return report;
}

std::string audit_markdown(const AuditReport& report) {
  return report_text(report, markdown_table);
}

std::string audit_text(const AuditReport& report, int line_width) {
  const auto table = [line_width](const Cells& titles, const std::vector<Cells>& rows) {
    return table_in_columns(titles, rows, line_width);
  };
  return wrapped(report_text(report, table), line_width);
}

}  // namespace ohmimo::audit
