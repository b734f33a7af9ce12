#include "apps/commands/sweep.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/run_output.hpp"
#include "apps/commands/sweep_console.hpp"
#include "apps/commands/sweep_flags.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/sweep/plan.hpp"
#include "apps/studies/sweep/sweep_run.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace sweep;

namespace {

// Prices the solvers of the study that its store has no figures of.
void price_hardware(const NamedStudy& named, const std::vector<Run>& runs, counts::CountStore& store) {
  const std::vector<PricedSetting> missing = missing_settings(named.study, runs, read_book(store));
  UnitProgress progress("modelled hardware", missing.size());
  for (std::size_t k = 0; k < missing.size() && !interrupt_flag(); ++k) {
    const auto& [member, cycle] = missing[k];
    progress.begin(k, member->name);
    write_figures(store, hardware_setting(member->config, cycle), hardware_figures(member->config, cycle));
  }
  progress.clear();
}

int run_plan(const SweepFlags& flags, const NamedStudy& named) {
  print_plan(named.study, runs_of(named.study), threads_of(flags));
  return interrupt_code();
}

int run_study(const SweepFlags& flags, const NamedStudy& named) {
  const std::vector<Run> runs = runs_of(named.study);
  std::filesystem::create_directories(named.folder);
  if (named.store.has_parent_path()) std::filesystem::create_directories(named.store.parent_path());
  counts::CountStore store(named.store, {named.study.section.name, named.study.text, named.study.hash});
  const int threads = threads_of(flags);
  store.begin_session(this_session(threads, 1));
  Board board(named.study, runs, shard_of(flags), store);
  if (board.other_versions() > 0 && flags.shard.empty())
    fmt::print(stderr,
               "ohmimo: the store holds {} configuration(s) of another version or shard, which are kept apart\n",
               board.other_versions());
  if (board.units_from_store() > 0)
    fmt::print("{}: {} units are there already\n", named.store.string(), board.units_from_store());
  SweepConsole console(named.study, threads, flags.json_lines);
  const std::atomic<bool>& interrupted = interrupt_flag();
  run_sweep(board, store, runs, {threads, interrupted, [&](const Board& now) { console.look(now); }});
  console.end(board);
  if (!interrupted) price_hardware(named, runs, store);
  store.end_session();
  if (interrupted)
    fmt::print(stderr, "ohmimo: interrupted; what was finished is in {}, and the same command goes on from there\n",
               named.store.string());
  else
    fmt::print("{}: done; ohmimo sweep rank {} shows the answer\n", named.store.string(), flags.words[1]);
  return interrupt_code();
}

int run_status(const SweepFlags&, const NamedStudy& named) {
  const counts::CountStore store(named.store);
  print_status(named.study, read_results(store, named.study, runs_of(named.study)));
  return 0;
}

int run_rank(const SweepFlags& flags, const NamedStudy& named) {
  const std::vector<Run> runs = runs_of(named.study);
  const counts::CountStore store(named.store);
  const std::vector<RankRow> rows =
      rank(named.study, runs, read_results(store, named.study, runs), read_book(store), flags.rank);
  print_ranking(named.study, runs, rows, static_cast<std::size_t>(flags.top_rows));
  std::vector<RankLine> lines;
  for (const RankRow& row : rows) lines.push_back({named.study, runs, row});
  require_writable_folder(named.folder);
  write_text_file(named.folder / "rank.csv", csv_text(rank_columns(named.study).table(lines)));
  fmt::print("{}\n", (named.folder / "rank.csv").string());
  return 0;
}

int run_export(const SweepFlags&, const NamedStudy& named) {
  const std::vector<Run> runs = runs_of(named.study);
  const counts::CountStore store(named.store);
  const Table table = sweep_table(named.study, runs, read_results(store, named.study, runs));
  require_writable_folder(named.folder);
  write_text_file(named.folder / "sweep.csv", csv_text(table));
  write_text_file(named.folder / "sweep.json",
                  json_text({{"study", named.study.section.name}, {"study_hash", named.study.hash}}, table));
  for (const char* name : {"sweep.csv", "sweep.json"}) fmt::print("{}\n", (named.folder / name).string());
  return 0;
}

struct Action {
  std::string_view name;
  int (*run)(const SweepFlags&, const NamedStudy&);
};
constexpr std::array<Action, 5> actions = {{
    {"plan", run_plan},
    {"run", run_study},
    {"status", run_status},
    {"rank", run_rank},
    {"export", run_export},
}};

int run_sweep_command(const SweepFlags& flags) {
  std::vector<std::string> names;
  for (const Action& action : actions) names.emplace_back(action.name);
  if (flags.words.empty())
    throw std::invalid_argument("sweep needs one of plan, run, status, rank, plot, report, export, merge, and a study");
  const std::size_t place = place_of("sweep", flags.action(), names);
  if (flags.quiet) be_quiet();
  return actions[place].run(flags, named_study(flags));
}

}  // namespace

Command sweep_command() {
  const auto flags = std::make_shared<SweepFlags>();
  return {"sweep", "many configurations: plan, run, resume, rank, report", sweep_options(*flags), &flags->given,
          [flags](const Command&) { return run_sweep_command(*flags); }};
}

}  // namespace ohmimo
