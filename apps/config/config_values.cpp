#include "apps/config/config_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

// Modulations under other names.
constexpr std::pair<std::string_view, std::string_view> other_names[] = {{"4qam", "qpsk"}, {"qam4", "qpsk"}};

struct TextReader {
  const Field& field;
  const std::string& text;

  void operator()(int* value) const {
    *value = field.automatic && text == "auto"
                 ? *field.automatic
                 : integer_from_text(field.automatic ? field.name + " other than auto" : field.name, text);
  }
  void operator()(std::uint64_t* value) const { *value = natural_from_text(field.name, text); }
  void operator()(double* value) const { *value = number_from_text(field.name, text); }
  void operator()(bool* value) const {
    if (text != "true" && text != "false")
      throw std::invalid_argument(fmt::format("{} must be true or false, got {}", field.name, in_quotes(text)));
    *value = text == "true";
  }
  void operator()(std::string* value) const {
    *value = field.listed ? listed_word(text) : field.name == "channel" ? channel_word(text) : text;
  }
  void operator()(std::vector<std::string>* value) const {
    value->clear();
    for (const std::string& part : split(text, ',')) value->push_back(field.listed ? listed_word(part) : part);
  }
  void operator()(std::vector<int>* value) const {
    std::vector<int> numbers;
    for (const std::string& part : split(text, ',')) numbers.push_back(integer_from_text(field.name, trimmed(part)));
    *value = numbers;
  }
  void operator()(SnrGrid* value) const { *value = snr_grid_from_text(text); }
  void operator()(SnrKind* value) const { *value = snr_kind_from_name(text); }

  // The name of a model in any case; what stands behind the colon is left as it is, a path for instance.
  static std::string channel_word(const std::string& typed) {
    std::string word = typed;
    const std::size_t end = std::min(word.find(':'), word.size());
    std::transform(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(end), word.begin(),
                   [](unsigned char c) { return c == '_' ? '-' : static_cast<char>(std::tolower(c)); });
    return word;
  }

  // The word of the list that a person means: case, blanks, - and _ do not matter. Others are left to check().
  std::string listed_word(const std::string& typed) const {
    const std::string plain = plain_word(typed);
    for (const auto& [other, word] : other_names)
      if (plain == other && field.name == "modulation") return std::string(word);
    for (const std::string& word : listed_words(field))
      if (plain_word(word) == plain) return word;
    return typed;
  }
};

struct TomlWriter {
  const Field& field;

  std::string operator()(const int* value) const {
    return field.automatic == *value ? in_quotes("auto") : fmt::format("{}", *value);
  }
  std::string operator()(const std::uint64_t* value) const { return fmt::format("{}", *value); }
  std::string operator()(const double* value) const {
    const std::string text = fmt::format("{}", *value);  // shortest text that reads back the same
    return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
  }
  std::string operator()(const bool* value) const { return *value ? "true" : "false"; }
  std::string operator()(const std::string* value) const { return in_quotes(*value); }
  std::string operator()(const std::vector<std::string>* value) const {
    std::vector<std::string> words;
    for (const std::string& word : *value) words.push_back(in_quotes(word));
    return fmt::format("[{}]", fmt::join(words, ", "));
  }
  std::string operator()(const std::vector<int>* value) const { return fmt::format("[{}]", fmt::join(*value, ", ")); }
  std::string operator()(const SnrGrid* value) const { return in_quotes(snr_grid_text(*value)); }
  std::string operator()(const SnrKind* value) const { return in_quotes(std::string(snr_kind_name(*value))); }
};

}  // namespace

void set_from_text(Config& config, const Field& field, const std::string& text) {
  // The floors below quote a text as it is.
  if (text.find_first_of("\n\r") != std::string::npos)
    throw std::invalid_argument(fmt::format("{} must be one line, got {}", field.name, in_quotes(text)));
  std::visit(TextReader{field, text}, field.place(config));
}

std::string toml_value(Config config, const Field& field) {
  return std::visit(TomlWriter{field}, field.place(config));
}

}  // namespace ohmimo
