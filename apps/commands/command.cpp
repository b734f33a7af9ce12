#include "apps/commands/command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo {

Option& option_named(std::vector<Option>& options, std::string_view name) {
  return *std::ranges::find(options, name, &Option::name);
}

void refuse_given(const GivenFlags& given, std::span<const std::string_view> names, std::string_view rule) {
  for (const std::string_view name : names)
    if (given.contains(name)) throw std::invalid_argument(fmt::format("{} {}", name, rule));
}

std::size_t place_of(std::string_view field, std::string_view word, std::span<const std::string> words) {
  const auto found = std::ranges::find(words, word);
  if (found == words.end())
    throw std::invalid_argument(fmt::format("{} must be one of {}, got {}{}", field, fmt::join(words, ", "),
                                            in_quotes(word), suggestion(word, words)));
  return static_cast<std::size_t>(found - words.begin());
}

}  // namespace ohmimo
