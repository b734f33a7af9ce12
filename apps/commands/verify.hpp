// `ohmimo verify`: this program against published numbers, closed forms and independent programs.
#pragma once
#include <string>

#include "apps/commands/command.hpp"
#include "apps/studies/verify/check_group.hpp"

namespace ohmimo {

struct VerifyFlags {
  std::string area = "rram";
  std::string json;  // file, or empty
  bool quiet = false;
  verify::VerifyOptions options;
};

Command verify_command();

// Prints a table per group; returns 1 if any check fails, else 0. A difference from a source that is explained in the
// table is no failure.
int run_verify(const VerifyFlags& flags);

}  // namespace ohmimo
