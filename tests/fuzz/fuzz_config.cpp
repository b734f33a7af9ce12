// Fuzz target: configurations in TOML.
#include "apps/config/config.hpp"
#include "apps/config/config_file.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const Config config = config_from_toml(fuzz::text_of(data, size), "a.toml");
    const std::string written = to_toml(config);
    fuzz::require(config_from_toml(written, "b.toml") == config, "what is written reads back equal");
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
