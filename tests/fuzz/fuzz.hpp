// What the fuzz targets share. A target reads any bytes by one parser of ours; it must load or be refused by
// std::invalid_argument. Any other exception, a broken promise of the parser or a report of a sanitizer is a finding.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

// The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ohmimo::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the process, which libFuzzer takes for a finding.
inline void require(bool ok, const char* promise) {
  if (ok) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

// What is said to the user is one line, and not longer than rule, names and what it quotes of the input.
inline void require_readable(const std::invalid_argument& error, std::size_t input_size) {
  const std::string_view sentence = error.what();
  require(!sentence.empty() && sentence.size() <= 1000 + 6 * input_size, "a refusal is a sentence");
  require(sentence.find('\n') == std::string_view::npos, "a refusal is one line");
}

}  // namespace ohmimo::fuzz
