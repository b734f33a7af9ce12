#include "apps/stream/page/control_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ohmimo::stream {
namespace {

using nlohmann::json;

constexpr std::size_t most_items = 16;
constexpr std::size_t longest_name = 40;
constexpr std::int64_t most_cycles = 1000;

// Of any length in, short out.
std::string short_text(const json& value) {
  const std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

[[noreturn]] void refuse(std::string_view field, std::string_view rule, const json& value) {
  throw std::invalid_argument(fmt::format("{} must {}, got {}", field, rule, short_text(value)));
}

std::string name_from(const json& value) {
  constexpr std::string_view rule = "be names of up to 40 letters, digits, - and _";
  if (!value.is_string()) refuse("detectors", rule, value);
  const std::string& name = value.get_ref<const std::string&>();
  const bool plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (name.empty() || name.size() > longest_name || !plain) refuse("detectors", rule, value);
  return name;
}

int cycle_from(const json& value, int previous) {
  const bool in_range = value.is_number_unsigned() && value.get<std::uint64_t>() <= most_cycles;
  if (!in_range || value.get<int>() <= previous) refuse("cycles", "be whole numbers from 1 to 1000, ascending", value);
  return value.get<int>();
}

}  // namespace

ControlRequest control_from_json(std::string_view text) {
  const json message = json::parse(text, nullptr, false);
  if (message.is_discarded()) throw std::invalid_argument("a message must be JSON");
  if (!message.is_object()) refuse("a message", "be an object with the member detectors", message);
  for (const auto& [key, value] : message.items()) {
    if (key != "detectors" && key != "cycles") refuse("a message", "have the members detectors and cycles only", key);
  }

  ControlRequest request;
  const json detectors = message.value("detectors", json());
  if (!detectors.is_array() || detectors.empty() || detectors.size() > most_items) {
    refuse("detectors", "be a list of 1 to 16 names", detectors);
  }
  for (const json& name : detectors) request.detectors.push_back(name_from(name));

  const json cycles = message.value("cycles", json::array());
  if (!cycles.is_array() || cycles.size() > most_items) {
    refuse("cycles", "be a list of at most 16 numbers", cycles);
  }
  for (const json& cycle : cycles) {
    request.cycles.push_back(cycle_from(cycle, request.cycles.empty() ? 0 : request.cycles.back()));
  }
  return request;
}

}  // namespace ohmimo::stream
