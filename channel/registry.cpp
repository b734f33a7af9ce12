#include "channel/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "channel/tr38901/cdl.hpp"
#include "channel/tr38901/drop.hpp"

namespace ohmimo {
namespace {

constexpr ChannelRow rows[] = {
    {.form = "rayleigh", .rule = "", .help = "i.i.d.", .parse = [](std::string_view) { return iid_rayleigh(); }},
    {.form = "exp:R",
     .rule = "with 0 <= R < 1",
     .help = "correlation R between neighbouring antennas",
     .parse = exponential_rayleigh_from_text},
    {.form = "cdl-a", .rule = "", .help = "CDL-A", .parse = [](std::string_view) { return cdl_law('a'); }},
    {.form = "cdl-b", .rule = "", .help = "CDL-B", .parse = [](std::string_view) { return cdl_law('b'); }},
    {.form = "cdl-c", .rule = "", .help = "CDL-C", .parse = [](std::string_view) { return cdl_law('c'); }},
    {.form = "cdl-d", .rule = "", .help = "CDL-D", .parse = [](std::string_view) { return cdl_law('d'); }},
    {.form = "cdl-e", .rule = "", .help = "CDL-E", .parse = [](std::string_view) { return cdl_law('e'); }},
    {.form = "umi",
     .rule = "",
     .help = "UMi drop",
     .parse = [](std::string_view) { return drop_law(Scenario::Kind::umi); }},
    {.form = "uma",
     .rule = "",
     .help = "UMa drop",
     .parse = [](std::string_view) { return drop_law(Scenario::Kind::uma); }},
    {.form = "inh",
     .rule = "",
     .help = "indoor office drop",
     .parse = [](std::string_view) { return drop_law(Scenario::Kind::inh); }},
};

std::string joined(std::string_view ChannelRow::*member, std::string_view separator) {
  std::string text;
  for (const ChannelRow& row : rows) text += std::string(text.empty() ? "" : separator) + std::string(row.*member);
  return text;
}

std::string rules() {
  std::string text;
  for (const ChannelRow& row : rows)
    text += fmt::format("{}{}{}{}", text.empty() ? "" : " or ", row.form, row.rule.empty() ? "" : " ", row.rule);
  return text;
}

}  // namespace

std::span<const ChannelRow> channel_rows() {
  return rows;
}

ChannelSpec channel_spec(std::string_view text) {
  const std::size_t colon = text.find(':');
  for (const ChannelRow& row : rows) {
    const std::size_t form_colon = row.form.find(':');
    if (text.substr(0, colon) != row.form.substr(0, form_colon)) continue;
    if (colon == std::string_view::npos && form_colon == std::string_view::npos)
      return {std::string(text), row.parse("")};
    if (colon != std::string_view::npos && form_colon != std::string_view::npos)
      return {std::string(text), row.parse(text.substr(colon + 1))};
  }
  throw std::invalid_argument(fmt::format("channel must be {}, got \"{}\"", rules(), text));
}

std::string channel_forms() {
  return joined(&ChannelRow::form, "|");
}

std::string channel_help() {
  return joined(&ChannelRow::help, ", or ");
}

}  // namespace ohmimo
