#include "apps/commands/verify.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "apps/results/text_file.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

CheckGroupResult run_group(const CheckGroup& group, const VerifyOptions& options) {
  const bool live = isatty(STDERR_FILENO) == 1;
  if (live) fmt::print(stderr, "\r\033[Kchecking {} ...", group.name);
  const auto start = std::chrono::steady_clock::now();
  CheckGroupResult result = {group.name, group.run(options), 0.0};
  result.seconds = seconds_since(start);
  if (live) fmt::print(stderr, "\r\033[K");
  fmt::print("{}", check_table(fmt::format("{} ({:.1f} s)", group.name, result.seconds), result.checks));
  std::fflush(stdout);
  return result;
}

void print_summary(const std::vector<CheckGroupResult>& results) {
  int count[3] = {0, 0, 0};
  double seconds = 0.0;
  for (const CheckGroupResult& group : results) {
    seconds += group.seconds;
    for (const Check& check : group.checks) ++count[static_cast<int>(check_status(check))];
  }
  fmt::print("{} pass, {} differ as explained, {} FAIL; {:.0f} s\n", count[0], count[1], count[2], seconds);
}

}  // namespace

void add_verify_options(CLI::App& command, VerifyFlags& flags) {
  command.add_option("area", flags.area, "what to verify: the RRAM solver")
      ->check(CLI::IsMember({"rram"}))
      ->option_text("rram");
  command.add_flag("--full", flags.options.full, "more chips, channels, bits and sizes: some 20 s");
  command.add_option("--json", flags.json, "write the table to this file as well")->option_text("FILE");
  command
      .add_option_function<std::string>(
          "--seed", [&flags](const std::string& text) { flags.options.seed = natural_from_text("seed", text); },
          "names every random stream")
      ->default_str("1");
}

int run_verify(const VerifyFlags& flags) {
  if (flags.area.empty()) throw std::invalid_argument("verify needs an area: rram");
  if (!flags.json.empty()) require_writable_file("json", flags.json);
  std::vector<CheckGroupResult> results;
  for (const CheckGroup& group : rram_check_groups()) results.push_back(run_group(group, flags.options));
  print_summary(results);
  if (!flags.json.empty()) write_text_file(flags.json, check_json(results));
  return check_exit_code(results);
}

}  // namespace ohmimo
