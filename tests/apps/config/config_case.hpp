// Helpers of the configuration tests.
#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/commands/command_line.hpp"
#include "apps/commands/link_flags.hpp"
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

// The configuration that the words after `ohmimo ber` give, automatic values replaced.
inline Config from_words(std::vector<std::string> words) {
  BerFlags flags;
  Config config;
  const Command ber = {"ber", "", ber_options(flags), nullptr, [&](const Command&) {
                         config = with_automatic_values(resolve(flags));
                         return 0;
                       }};
  words.insert(words.begin(), "ber");
  run_command_line({&ber, 1}, words);
  return config;
}

}  // namespace ohmimo
