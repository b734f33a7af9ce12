// The flags that name a matrix, for every command that takes one.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

#include "apps/studies/solve/linear_system.hpp"

namespace ohmimo {

// A flag (--name) or a word (name) kept as text; the text it has is the default that the help shows.
struct TextOption {
  std::string name;
  std::string& text;
  std::string form;  // what stands for the value in the help
  std::string help;
};
void add_text_option(CLI::App& command, const TextOption& option);

// FILE, --wishart, --poisson, --toeplitz, --random, --mmse and --normal-equations.
void add_matrix_options(CLI::App& command, SystemSpec& spec);

}  // namespace ohmimo
