// Helpers of the configuration tests.
#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/commands/command_line.hpp"
#include "apps/config/config.hpp"

namespace ohmimo {

// The sentence a call refuses with, or "" if it does not.
template <class Call>
std::string sentence_of(Call call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

inline std::string sentence_of_check(const Config& config) {
  return sentence_of([&] { check(config); });
}

// The configuration that the words after `ohmimo ber` give.
inline Config from_words(std::vector<std::string> words) {
  CLI::App app("test");
  BerFlags flags;
  add_ber_options(*app.add_subcommand("ber", ""), flags);
  words.insert(words.begin(), "ber");
  app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 wants them reversed
  return resolve(flags);
}

}  // namespace ohmimo
