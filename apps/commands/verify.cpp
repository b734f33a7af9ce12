#include "apps/commands/verify.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/run_output.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/verify/ber_checks.hpp"
#include "apps/studies/verify/cdl_checks.hpp"
#include "apps/studies/verify/channel_checks.hpp"
#include "apps/studies/verify/coding_checks.hpp"
#include "apps/studies/verify/estimation_checks.hpp"
#include "apps/studies/verify/nnls_checks.hpp"
#include "apps/studies/verify/pde_checks.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "apps/studies/verify/training_checks.hpp"
#include "apps/studies/verify/waveform_checks.hpp"

namespace ohmimo {

using namespace verify;

namespace {

CheckGroupResult run_group(const CheckGroup& group, const VerifyOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  CheckGroupResult result = {group.name, group.run(options), 0.0};
  result.seconds = seconds_since(start);
  return result;
}

struct CheckArea {
  std::string_view name;
  std::vector<CheckGroup> (*groups)();
};
std::vector<CheckGroup> all_channel_groups() {
  std::vector<CheckGroup> groups = channel_check_groups();
  std::ranges::move(cdl_check_groups(), std::back_inserter(groups));
  groups.push_back({"channel estimates", estimation_checks});
  groups.push_back({"OFDM waveform", waveform_checks});
  return groups;
}

constexpr CheckArea check_areas[] = {{"rram", rram_check_groups},         {"channel", all_channel_groups},
                                     {"ber", ber_check_groups},           {"nnls", nnls_check_groups},
                                     {"training", training_check_groups}, {"pde", pde_check_groups},
                                     {"coding", coding_check_groups}};

std::vector<CheckGroup> groups_of(std::string_view area) {
  std::vector<std::string> names;
  for (const CheckArea& a : check_areas) names.emplace_back(a.name);
  return check_areas[place_of("area", std::string(area), names)].groups();
}

void print_group(const CheckGroupResult& result) {
  print_text(check_table(fmt::format("{} ({:.1f} s)", result.name, result.seconds), result.checks,
                         terminal_columns(STDOUT_FILENO)));
  std::fflush(stdout);
}

void print_summary(const std::vector<CheckGroupResult>& results) {
  int count[3] = {0, 0, 0};
  double seconds = 0.0;
  for (const CheckGroupResult& group : results) {
    seconds += group.seconds;
    for (const Check& check : group.checks) ++count[static_cast<int>(check_status(check))];
  }
  print_text(
      fmt::format("{} pass, {} differ as explained, {} FAIL; {:.0f} s\n", count[0], count[1], count[2], seconds));
}

}  // namespace

Command verify_command() {
  const auto flags = std::make_shared<VerifyFlags>();
  std::vector<Option> options = {{"area", &flags->area, "rram|channel|ber|nnls|training|pde|coding",
                                  "what to verify: the RRAM solver, the channel models of 3GPP, bit error rates "
                                  "against closed forms, non-negative least squares and factorisation, second-order "
                                  "training, or differential equations on the solver"},
                                 {"--full", &flags->options.full, "", "more chips, channels, bits, sizes and draws"},
                                 {"--json", &flags->json, "FILE", "write the table to this file as well"},
                                 {"--quiet", &flags->quiet, "", "print nothing but errors"},
                                 {"--seed", &flags->options.seed, "N", "names every random stream"}};
  return {"verify", "this program against published numbers, formulas and ngspice", options, nullptr,
          [flags](const Command&) { return run_verify(*flags); }};
}

int run_verify(const VerifyFlags& flags) {
  const std::vector<CheckGroup> groups = groups_of(flags.area);
  if (!flags.json.empty()) require_writable_file("json", flags.json);
  if (flags.quiet) be_quiet();
  const std::atomic<bool>& interrupted = interrupt_flag();
  UnitProgress progress("group", groups.size());
  std::vector<CheckGroupResult> results;
  for (const CheckGroup& group : groups) {
    if (interrupted) break;
    progress.begin(results.size(), group.name);
    results.push_back(run_group(group, flags.options));
    progress.clear();
    print_group(results.back());
  }
  print_summary(results);
  if (interrupted)
    fmt::print(stderr, "ohmimo: interrupted; {} of {} groups are checked\n", results.size(), groups.size());
  if (!flags.json.empty())
    write_text_file(flags.json,
                    json_text({{"version", OHMIMO_VERSION}, {"seed", flags.options.seed}}, checks_table(results)));
  return interrupted ? interrupt_code() : check_exit_code(results);
}

}  // namespace ohmimo
