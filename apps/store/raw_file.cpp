#include "apps/store/raw_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

const Listed* named(const std::vector<Listed>& all, std::string_view name) {
  const auto bare = [](std::string_view text) { return text.starts_with('/') ? text.substr(1) : text; };
  const auto found = std::ranges::find_if(all, [&](const Listed& one) { return bare(one.name) == bare(name); });
  return found == all.end() ? nullptr : &*found;
}

// channel_00001_Coeffs
bool is_coefficients(std::string_view name) {
  constexpr std::string_view begin = "channel_", end = "_Coeffs";
  if (!name.starts_with(begin) || !name.ends_with(end) || name.size() <= begin.size() + end.size()) return false;
  const std::string_view digits = name.substr(begin.size(), name.size() - begin.size() - end.size());
  return std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c) != 0; });
}

Choice quadriga_links(const std::string& file, const std::vector<Listed>& all) {
  Choice choice{Content::quadriga, {}};
  for (const Listed& one : all) {
    if (!is_coefficients(one.name)) continue;
    const std::string delays = one.name.substr(0, one.name.size() - std::string_view("Coeffs").size()) + "Delays";
    const Listed* found = named(all, delays);
    if (found == nullptr)
      throw std::invalid_argument(
          fmt::format("{} must have a variable {} beside {}", in_quotes(file), delays, one.name));
    choice.arrays.insert(choice.arrays.end(), {&one, found});
  }
  return choice;
}

bool may_be_channel(const Listed& one) {
  return word_variable(one.name) == nullptr && one.is_numeric && one.shape.size() >= 2;
}

const Listed& one_array(const std::string& file, const std::vector<Listed>& all) {
  constexpr std::array<std::string_view, 4> usual = {"H", "h", "Hest", "hest"};
  for (const std::string_view name : usual)
    if (const Listed* found = named(all, name); found != nullptr) return *found;
  std::vector<const Listed*> found;
  for (const Listed& one : all)
    if (may_be_channel(one)) found.push_back(&one);
  if (found.empty())
    throw std::invalid_argument(
        fmt::format("{} must hold an array H of numbers with two axes or more, or paths a and tau", in_quotes(file)));
  if (found.size() > 1)
    throw std::invalid_argument(fmt::format("{} holds {} arrays and none is called H: name one as {}", in_quotes(file),
                                            found.size(), in_quotes(file + ":" + found.front()->name)));
  return *found.front();
}

}  // namespace

Choice choose_arrays(const std::string& file, const std::vector<Listed>& all, const std::string& name) {
  if (!name.empty()) {
    const Listed* found = named(all, name);
    if (found == nullptr)
      throw std::invalid_argument(fmt::format("{} has no variable or dataset {}", in_quotes(file), in_quotes(name)));
    return {Content::grid, {found}};
  }
  const Listed *gains = named(all, "a"), *delays = named(all, "tau");
  if (gains != nullptr && delays != nullptr) return {Content::sionna, {gains, delays}};
  if (Choice links = quadriga_links(file, all); !links.arrays.empty()) return links;
  return {Content::grid, {&one_array(file, all)}};
}

std::string word_of(const WordVariable& variable, const std::vector<double>& numbers) {
  if (!variable.is_text) return numbers.size() == 1 ? fmt::format("{}", numbers[0] * variable.factor) : "";
  std::string text;
  for (const double code : numbers) text += code >= 32.0 && code < 127.0 ? static_cast<char>(code) : ' ';
  return text;
}

const WordVariable* word_variable(std::string_view name) {
  const auto found = std::ranges::find(word_variables, name, &WordVariable::name);
  return found == word_variables.end() ? nullptr : &*found;
}

std::string shape_text(const Shape& shape) {
  return fmt::format("{}", fmt::join(shape, " x "));
}

std::uint64_t number_count(const std::string& place, const Shape& shape) {
  double megabytes = 8e-6;
  std::uint64_t n = 1;
  for (const std::uint64_t length : shape) {
    if (length == 0)
      throw std::invalid_argument(fmt::format("{} must have no axis of length 0, got {}", place, shape_text(shape)));
    megabytes *= static_cast<double>(length);
    n *= length;
  }
  if (!(megabytes <= most_megabytes))
    throw std::invalid_argument(fmt::format("{} must take at most {:.0f} MB of memory, {} numbers take {:.3g} MB",
                                            place, most_megabytes, shape_text(shape), megabytes));
  return n;
}

}  // namespace ohmimo::store
