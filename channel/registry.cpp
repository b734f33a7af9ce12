#include "channel/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ohmimo {
namespace {

FadingLaw without_reader(std::string_view path) {
  throw std::invalid_argument(fmt::format("channel file:{} needs a reader of files, there is none here", path));
}

constexpr ChannelRow rows[] = {
    {.form = "rayleigh", .rule = "", .help = "i.i.d.", .parse = [](std::string_view) { return iid_rayleigh(); }},
    {.form = "exp:R",
     .rule = "with 0 <= R < 1",
     .help = "correlation R between neighbouring antennas",
     .parse = exponential_rayleigh_from_text},
    {.form = "file:PATH",
     .rule = "",
     .help = "channels of a file (ohmimo channel --help), in order and then again",
     .parse = without_reader},
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

ChannelSpec channel_spec(std::string_view text, const ChannelFileReader& read_file) {
  if (constexpr std::string_view file = "file:"; text.starts_with(file) && read_file)
    return {std::string(text), read_file(text.substr(file.size()))};
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
