#include "apps/studies/sweep/sweep_report.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "apps/studies/sweep/report_page.hpp"

namespace ohmimo::sweep {
namespace {

struct Definition {
  std::string_view word, meaning;
};

constexpr std::array<Definition, 12> definitions = {{
    {"snr_db",
     "Signal-to-noise ratio at which the bit error rate meets the target, in the definition of snr_def: rx = "
     "n_user Es/N0 at a receive antenna; user = Es/N0 of one user at one antenna; ebn0 = Es/N0 over bits per "
     "symbol; array = n_rx Es/N0."},
    {"interval",
     "95 %, by the variance over independent channels (slots where frames are slots). All SNRs of a search "
     "share channels, bits and noise; the interval is that of the error rate over the slope of the curve."},
    {"status",
     "reached: the target lies between two measured points. above: the error rate is above the target at "
     "every point of the search. below: it is below at every point. running: points have not ended."},
    {"penalty",
     "SNR at the target less that of the digital counterpart (of a digital detector: the first one). Paired "
     "where both cross between the same two points: what both have in common takes no part in the interval."},
    {"latency, energy, area",
     "Modelled hardware, never measured: bottom-up cost model of ohmimo compare for one vector "
     "once the channel is programmed, matched filter included. Its simplifications are in "
     "rram/cost."},
    {"programming",
     "Time to write all cells for a new channel and to compute its Gram matrix; the share is that time "
     "over the coherence time at the speed asked for. Above 1 the arrays cannot follow the channel."},
    {"arrays",
     "Inversion arrays and rows of the largest. Arrays of 8 rows were demonstrated (doi "
     "10.1038/s41928-025-01477-0); larger ones are marked."},
    {"wire_error",
     "Of the inverse that the arrays realise, by the resistance of their wires alone, all else ideal: "
     "Frobenius norm over that of the inverse, median of eight channels."},
    {"pareto",
     "No solver for as many users, that modulation and channel is better in one of SNR per user, latency, "
     "energy and area, and as good in the others."},
    {"unit",
     "Block of frames counted at once. The counts of a point are its units in order, up to the first with which "
     "its goal was met: they do not depend on threads, processes, kills or resumes."},
    {"goal",
     "A point ends when the 95 % interval of every curve near the target is narrow enough, or after max-bits, "
     "max-frames or point-seconds."},
    {"three throughputs",
     "Speed of this program, modelled hardware and published figures are never mixed: this page "
     "shows modelled hardware only."},
}};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// RFC 4648, section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t k = 0; k < bytes.size(); k += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (k + j < bytes.size() ? static_cast<unsigned char>(bytes[k + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) text += k + j > bytes.size() ? '=' : letters[group >> (18 - 6 * j) & 63];
  }
  return text;
}

struct CellWords {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool value) const { return value ? "yes" : ""; }
  std::string operator()(double value) const { return fmt::format("{:.4g}", value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(std::uint64_t value) const { return fmt::format("{}", value); }
};

std::string cell_text(const Cell& cell) {
  return std::visit(CellWords{}, cell);
}

Table table_of(const ReportParts& parts) {
  std::vector<RankLine> lines;
  for (const RankRow& row : parts.rows) lines.push_back({parts.study, parts.runs, row});
  return rank_columns(parts.study).table(lines);
}

std::string html_table(const Table& table) {
  std::string html = "<table class=\"sortable\"><thead><tr>";
  for (const Column& column : table.columns)
    html += fmt::format("<th scope=\"col\"><button type=\"button\" title=\"{}\">{}</button></th>", escaped(column.help),
                        escaped(column.name));
  html += "</tr></thead><tbody>\n";
  for (const std::vector<Cell>& row : table.rows) {
    html += "<tr>";
    for (const Cell& cell : row) html += fmt::format("<td>{}</td>", escaped(cell_text(cell)));
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string summary(const ReportParts& parts) {
  const StudySection& s = parts.study.section;
  return fmt::format(
      "{} configurations{}. Target {} {:g}; points end at a relative half width of {:g}. Programming share at {:g} "
      "km/h "
      "and {:g} GHz. Study hash {}, ohmimo {}, seed {}.",
      parts.study.members.size(),
      parts.study.refused.empty() ? "" : fmt::format(", {} refused", parts.study.refused.size()), s.rate, s.target_ber,
      s.relative_error, parts.options.speed_kmh, parts.options.carrier_GHz, parts.study.hash,
      parts.runs.front().id.version, parts.runs.front().id.seed);
}

std::string session_line(const counts::SessionRecord& session) {
  return fmt::format("{}: ohmimo {} on {} ({}, {} lanes), {} thread(s), {} rank(s)", session.started, session.version,
                     session.host, session.cpu, session.lanes, session.threads, session.ranks);
}

}  // namespace

std::string report_html(const ReportParts& parts) {
  const std::string name = escaped(parts.study.section.name);
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n<style>\n{1}</style></head><body>\n"
      "<h1>{0}</h1>\n<p>{2}</p>\n",
      name, report_style, escaped(summary(parts)));
  for (const ReportPicture& picture : parts.pictures)
    html += fmt::format(
        "<figure><img alt=\"{0}\" src=\"data:image/png;base64,{1}\"><figcaption>{0}</figcaption>"
        "</figure>\n",
        escaped(picture.title), base64(picture.png));
  html += "<h2>Ranking</h2>\n<p>A click on a heading sorts by that column.</p>\n<div class=\"wide\">" +
          html_table(table_of(parts)) + "</div>\n";
  if (!parts.study.refused.empty()) {
    html += "<h2>Refused</h2>\n<ul>\n";
    for (const Refusal& refusal : parts.study.refused)
      html += fmt::format("<li>{}: {}</li>\n", escaped(refusal.name), escaped(refusal.reason));
    html += "</ul>\n";
  }
  html += "<h2>Definitions</h2>\n<dl>\n";
  for (const auto& [word, meaning] : definitions)
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(word), escaped(meaning));
  html += "</dl>\n<h2>Runs</h2>\n<ul>\n";
  for (const counts::SessionRecord& session : parts.sessions)
    html += fmt::format("<li>{}</li>\n", escaped(session_line(session)));
  html += fmt::format("</ul>\n<h2>Study</h2>\n<pre>{}</pre>\n<script>\n{}</script></body></html>\n",
                      escaped(parts.study.text), report_script);
  return html;
}

std::string report_markdown(const ReportParts& parts, const std::vector<std::string>& picture_files) {
  const auto plain = [](std::string text) {
    for (std::size_t k = 0; (k = text.find('|', k)) != std::string::npos; k += 2) text.insert(k, "\\");
    return text;
  };
  std::string text = fmt::format("# {}\n\n{}\n\n", parts.study.section.name, summary(parts));
  for (std::size_t k = 0; k < picture_files.size(); ++k)
    text += fmt::format("![{}]({})\n\n", parts.pictures[k].title, picture_files[k]);
  const Table table = table_of(parts);
  text += "## Ranking\n\n|";
  for (const Column& column : table.columns) text += fmt::format(" {} |", column.name);
  text += "\n|";
  for (std::size_t k = 0; k < table.columns.size(); ++k) text += " --- |";
  text += "\n";
  for (const std::vector<Cell>& row : table.rows) {
    text += "|";
    for (const Cell& cell : row) text += fmt::format(" {} |", plain(cell_text(cell)));
    text += "\n";
  }
  if (!parts.study.refused.empty()) text += "\n## Refused\n\n";
  for (const Refusal& refusal : parts.study.refused) text += fmt::format("- {}: {}\n", refusal.name, refusal.reason);
  text += "\n## Definitions\n\n";
  for (const auto& [word, meaning] : definitions) text += fmt::format("- **{}**: {}\n", word, meaning);
  text += "\n## Runs\n\n";
  for (const counts::SessionRecord& session : parts.sessions) text += fmt::format("- {}\n", session_line(session));
  return text + fmt::format("\n## Study\n\n```toml\n{}```\n", parts.study.text);
}

}  // namespace ohmimo::sweep
