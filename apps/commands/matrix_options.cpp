#include "apps/commands/matrix_options.hpp"

#include <fmt/format.h>

namespace ohmimo {

void add_text_option(CLI::App& command, const TextOption& option) {
  const std::string help = option.text.empty() ? option.help : fmt::format("{} [{}]", option.help, option.text);
  command.add_option(option.name, option.text, help)->option_text(option.form);
}

void add_matrix_options(CLI::App& command, SystemSpec& spec) {
  const std::string formats = "matrix: .mtx, .csv, .h5, .mat; FILE:NAME for one of several in .h5 and .mat";
  add_text_option(command, {"file", spec.file, "FILE", formats});
  add_text_option(command,
                  {"--wishart", spec.wishart, "RXxUSERS", "instead: H^H H / RX of a Rayleigh channel, complex"});
  add_text_option(command, {"--poisson", spec.poisson, "N", "instead: Poisson equation on N points"});
  add_text_option(command, {"--toeplitz", spec.toeplitz, "N[:RHO]", "instead: RHO^|i-j|, RHO 0.5 if not given"});
  add_text_option(command, {"--random", spec.random, "N", "instead: N rows of normal numbers"});
  add_text_option(command, {"--mmse", spec.ridge, "RIDGE", "add RIDGE to the diagonal of the matrix"});
  command
      .add_flag("--normal-equations", spec.normal_equations,
                "A^H A in place of A: for matrices that are not square or whose loop is not stable")
      ->disable_flag_override();
}

}  // namespace ohmimo
