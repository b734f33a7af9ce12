#include "channel/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "channel/one_ring.hpp"
#include "channel/rician.hpp"
#include "channel/saleh.hpp"
#include "channel/tr38901/cdl.hpp"
#include "channel/tr38901/drop.hpp"
#include "channel/tr38901/tdl.hpp"

namespace ohmimo {
namespace {

constexpr std::string_view tdl_names[] = {"tdl-a", "tdl-b", "tdl-c", "tdl-d", "tdl-e"};
constexpr std::string_view cdl_names[] = {"cdl-a", "cdl-b", "cdl-c", "cdl-d", "cdl-e"};
constexpr std::string_view drop_names[] = {"umi", "uma", "inh"};
constexpr std::string_view nr_tdl_names[] = {"tdla30", "tdlb100", "tdlc300", "tdlc60", "tdld30"};
constexpr std::string_view lte_names[] = {"epa", "eva", "etu"};

// Fields of the scene, by the names of their options.
constexpr std::string_view of_file[] = {"keep-gain"};
constexpr std::string_view of_flat[] = {"sector-deg"};
constexpr std::string_view of_normalised_tdl[] = {"carrier-ghz", "speed-kmh",   "array",
                                                  "correlation", "k-factor-db", "delay-spread-ns"};
constexpr std::string_view of_tdl[] = {"carrier-ghz", "speed-kmh", "array", "correlation"};
constexpr std::string_view of_cdl[] = {"carrier-ghz", "speed-kmh",   "array",      "element",     "downtilt-deg",
                                       "keep-gain",   "user-angles", "sector-deg", "k-factor-db", "delay-spread-ns"};
constexpr std::string_view of_drop[] = {"carrier-ghz", "speed-kmh",  "array",   "element",      "downtilt-deg",
                                        "keep-gain",   "sector-deg", "edition", "power-control"};

FadingLaw without_reader(std::string_view path, const Scene&) {
  throw std::invalid_argument(fmt::format("channel file:{} needs a reader of files, there is none here", path));
}

constexpr ChannelRow rows[] = {
    {.form = "rayleigh",
     .rule = "",
     .help = "i.i.d.",
     .parse = [](std::string_view, const Scene&) { return iid_rayleigh(); }},
    {.form = "exp:R",
     .rule = "with 0 <= R < 1",
     .help = "correlation R between neighbouring antennas",
     .parse = [](std::string_view rho, const Scene&) { return exponential_rayleigh_from_text(rho); }},
    {.form = "rician:K",
     .rule = "",
     .help = "a plane wave K dB above i.i.d. fading",
     .parse = rician,
     .scene = of_flat},
    {.form = "one-ring:AS",
     .rule = "with 0 <= AS <= 90",
     .help = "rays AS degree about each user",
     .parse = one_ring,
     .scene = of_flat},
    {.form = "saleh:CLxRAYS",
     .rule = "",
     .help = "CL clusters of RAYS rays (mmWave)",
     .parse = saleh_valenzuela,
     .scene = of_flat},
    {.form = "tdl-a..e",
     .rule = "",
     .help = "tapped delay lines of TR 38.901",
     .parse = tapped_delay_line,
     .names = tdl_names,
     .scene = of_normalised_tdl},
    {.form = "tdla30|tdlb100|tdlc300|tdlc60|tdld30",
     .rule = "",
     .help = "those of TS 38.104",
     .parse = tapped_delay_line,
     .names = nr_tdl_names,
     .scene = of_tdl},
    {.form = "epa|eva|etu",
     .rule = "",
     .help = "profiles of LTE",
     .parse = tapped_delay_line,
     .names = lte_names,
     .scene = of_tdl},
    {.form = "cdl-a..e[:SPREADS]",
     .rule = "with SPREADS as in ASD=10,ZSA=5",
     .help = "clustered delay lines of TR 38.901, angle spreads scaled to SPREADS [degree]",
     .parse = clustered_delay_line,
     .names = cdl_names,
     .optional_parameters = true,
     .scene = of_cdl},
    {.form = "umi|uma|inh",
     .rule = "",
     .help = "drops of users by clause 7.5",
     .parse = drop,
     .names = drop_names,
     .scene = of_drop},
    {.form = "file:PATH",
     .rule = "",
     .help = "channels of a file (ohmimo channel --help), in order and then again",
     .parse = without_reader,
     .scene = of_file},
};

std::string joined(std::string_view ChannelRow::*member, std::string_view separator) {
  std::string text;
  for (const ChannelRow& row : rows) text += std::string(text.empty() ? "" : separator) + std::string(row.*member);
  return text;
}

std::string rules() {
  std::string text;
  for (const ChannelRow& row : rows) {
    const std::string_view separator = text.empty() ? "" : &row == std::end(rows) - 1 ? " or " : ", ";
    text += fmt::format("{}{}{}{}", separator, row.form, row.rule.empty() ? "" : " ", row.rule);
  }
  return text;
}

// A name of its family, or the word before the colon with parameters where the form has any.
bool is_of_row(std::string_view text, const ChannelRow& row) {
  const std::size_t colon = text.find(':'), form_colon = row.form.find(':');
  if (!row.names.empty())
    return std::ranges::count(row.names, row.optional_parameters ? text.substr(0, colon) : text) > 0;
  return text.substr(0, colon) == row.form.substr(0, form_colon) &&
         (colon == std::string_view::npos) == (form_colon == std::string_view::npos);
}

const ChannelRow& row_of(std::string_view text) {
  for (const ChannelRow& row : rows)
    if (is_of_row(text, row)) return row;
  throw std::invalid_argument(fmt::format("channel must be {}, got \"{}\"", rules(), text));
}

}  // namespace

std::span<const ChannelRow> channel_rows() {
  return rows;
}

ChannelSpec channel_spec(std::string_view text, const Scene& scene, const ChannelFileReader& read_file) {
  if (constexpr std::string_view file = "file:"; text.starts_with(file) && read_file)
    return {std::string(text), read_file(text.substr(file.size()))};
  const ChannelRow& row = row_of(text);
  const std::size_t colon = text.find(':');
  const bool family = !row.names.empty();
  return {std::string(text), row.parse(family                            ? text
                                       : colon == std::string_view::npos ? ""
                                                                         : text.substr(colon + 1),
                                       scene)};
}

bool channel_uses(std::string_view text, std::string_view scene_field) {
  return std::ranges::count(row_of(text).scene, scene_field) > 0;
}

std::string channel_forms() {
  return joined(&ChannelRow::form, "|");
}

std::string channel_help() {
  return joined(&ChannelRow::help, ", or ");
}

}  // namespace ohmimo
