// What `ohmimo verify AREA` runs: groups of checks.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "apps/studies/verify/check.hpp"

namespace ohmimo::verify {

struct VerifyOptions {
  bool full =
      false;  // more draws, chips, channels, bits and sizes: some 20 s instead of 4 of rram, a minute of channel
  std::uint64_t seed = 1;
};

struct CheckGroup {
  std::string name;
  std::function<std::vector<Check>(const VerifyOptions&)> run;
};

}  // namespace ohmimo::verify
