#include "apps/commands/verify.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "apps/results/text_file.hpp"

namespace ohmimo {

using namespace verify;

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

Command verify_command() {
  const auto flags = std::make_shared<VerifyFlags>();
  std::vector<Option> options = {
      {"area", &flags->area, "rram", "what to verify: the RRAM solver"},
      {"--full", &flags->options.full, "", "more chips, channels, bits and sizes: some 20 s"},
      {"--json", &flags->json, "FILE", "write the table to this file as well"},
      {"--seed", &flags->options.seed, "N", "names every random stream"}};
  return {"verify", "this program against published numbers, formulas and ngspice", options, nullptr,
          [flags] { return run_verify(*flags); }};
}

int run_verify(const VerifyFlags& flags) {
  if (flags.area.empty()) throw std::invalid_argument("verify needs an area: rram");
  place_of("area", flags.area, std::vector<std::string>{"rram"});
  if (!flags.json.empty()) require_writable_file("json", flags.json);
  std::vector<CheckGroupResult> results;
  for (const CheckGroup& group : rram_check_groups()) results.push_back(run_group(group, flags.options));
  print_summary(results);
  if (!flags.json.empty())
    write_text_file(flags.json,
                    json_text({{"version", OHMIMO_VERSION}, {"seed", flags.options.seed}}, checks_table(results)));
  return check_exit_code(results);
}

}  // namespace ohmimo
