// The words that people type for the values of an enum: one list, made use of in both directions.
#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ohmimo {

template <class Value>
struct EnumWord {
  std::string_view word;
  Value value;
};

// All words in the order of the list; last_separator stands before the last one: "a, b or c".
template <class Value, std::size_t n>
std::string joined_words(const EnumWord<Value> (&words)[n], std::string_view separator,
                         std::string_view last_separator) {
  std::string text(words[0].word);
  for (std::size_t k = 1; k < n; ++k) {
    text += k + 1 < n ? separator : last_separator;
    text += words[k].word;
  }
  return text;
}

// Throws std::invalid_argument "<field> must be a, b or c, got 'x'" for any other word.
template <class Value, std::size_t n>
Value value_of_word(std::string_view field, const EnumWord<Value> (&words)[n], std::string_view word) {
  for (const EnumWord<Value>& known : words)
    if (known.word == word) return known.value;
  throw std::invalid_argument(std::string(field) + " must be " + joined_words(words, ", ", " or ") + ", got '" +
                              std::string(word) + "'");
}

// "?" for a value that has no word.
template <class Value, std::size_t n>
constexpr std::string_view word_of_value(const EnumWord<Value> (&words)[n], Value value) {
  for (const EnumWord<Value>& known : words)
    if (known.value == value) return known.word;
  return "?";
}

}  // namespace ohmimo
