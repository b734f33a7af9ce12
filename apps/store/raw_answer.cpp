#include "apps/store/raw_answer.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "apps/matrix/guarded_child.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

using nlohmann::json;

// Texts of a file may be anything but UTF-8.
std::string head_of(const RawFile& raw) {
  json head = {{"content", static_cast<int>(raw.content)}, {"order", static_cast<int>(raw.order)}};
  for (const auto& [name, word] : raw.words) head["words"][name] = word;
  for (const RawArray& array : raw.arrays)
    head["arrays"].push_back({{"name", array.name},
                              {"shape", array.shape},
                              {"first_fastest", array.first_fastest},
                              {"complex", array.is_complex},
                              {"reals", !array.reals.empty()}});
  return head.dump(-1, ' ', false, json::error_handler_t::replace);
}

RawArray array_from(const json& head) {
  RawArray array{.name = head.at("name"),
                 .shape = head.at("shape").get<Shape>(),
                 .first_fastest = head.at("first_fastest"),
                 .is_complex = head.at("complex")};
  const std::uint64_t n = number_count(array.name, array.shape);  // a damaged file may have damaged the child
  head.at("reals").get<bool>() ? array.reals.resize(n) : array.values.resize(n);
  return array;
}

RawFile raw_from_head(const std::string& text) {
  const json head = json::parse(text);
  RawFile raw{.content = static_cast<Content>(head.at("content").get<int>()),
              .order = static_cast<Order>(head.at("order").get<int>())};
  if (head.contains("words")) raw.words = head.at("words").get<std::map<std::string, std::string>>();
  for (const json& array : head.at("arrays")) raw.arrays.push_back(array_from(array));
  return raw;
}

}  // namespace

RawFile read_raw_guarded(const std::string& file, const std::function<RawFile()>& read) {
  RawFile found, raw;  // that of the child, and this process's
  const auto answer = [&] {
    found = read();
    matrix::GuardedAnswer given{.head = head_of(found)};
    for (const RawArray& array : found.arrays)
      given.body.push_back(array.reals.empty() ? std::as_bytes(std::span(array.values))
                                               : std::as_bytes(std::span(array.reals)));
    return given;
  };
  const auto room = [&](const std::string& head) {
    try {
      raw = raw_from_head(head);
    } catch (const json::exception&) {
      throw std::invalid_argument(fmt::format("{} is damaged: what was read of it makes no sense", in_quotes(file)));
    }
    std::vector<std::span<std::byte>> pieces;
    for (RawArray& array : raw.arrays)
      pieces.push_back(array.reals.empty() ? std::as_writable_bytes(std::span(array.values))
                                           : std::as_writable_bytes(std::span(array.reals)));
    return pieces;
  };
  matrix::read_in_child(file, answer, room);
  return raw;
}

}  // namespace ohmimo::store
