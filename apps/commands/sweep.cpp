#include "apps/commands/sweep.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "apps/cluster/ranks.hpp"
#include "apps/commands/interrupt.hpp"
#include "apps/commands/picture.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/run_output.hpp"
#include "apps/commands/sweep_console.hpp"
#include "apps/commands/sweep_flags.hpp"
#include "apps/config/rules.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/results/text_file.hpp"
#include "apps/store/counts/count_merge.hpp"
#include "apps/studies/sweep/plan.hpp"
#include "apps/studies/sweep/rank_figures.hpp"
#include "apps/studies/sweep/sweep_report.hpp"
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

int run_plan(const SweepFlags& flags) {
  const NamedStudy named = named_study(flags);
  print_plan(named.study, runs_of(named.study), threads_of(flags));
  return interrupt_code();
}

// On every rank the study of rank 0, which alone reads files.
NamedStudy study_of_first(const SweepFlags& flags, const cluster::Ranks& ranks) {
  NamedStudy named;
  if (ranks.is_first()) named = named_study(flags);
  const std::string text = ranks.shared(named.study.text);
  if (!ranks.is_first()) named.study = study_from_toml(text, flags.words.at(1));
  return named;
}

// Where standard output holds JSON lines, words go elsewhere.
std::FILE* words_to(const SweepFlags& flags) {
  return flags.json_lines ? stderr : stdout;
}

void say_begin(const SweepFlags& flags, const NamedStudy& named, const Board& board) {
  if (!named.study.refused.empty())
    fmt::print(stderr, "ohmimo: {} combination(s) cannot be run; ohmimo sweep plan {} says why\n",
               named.study.refused.size(), flags.words[1]);
  if (board.other_versions() > 0 && flags.shard.empty())
    fmt::print(stderr,
               "ohmimo: the store holds {} configuration(s) of another version or shard, which are kept apart\n",
               board.other_versions());
  if (board.units_from_store() > 0)
    fmt::print(words_to(flags), "{}: {} units are there already\n", named.store.string(), board.units_from_store());
}

counts::CountStore open_store(const NamedStudy& named) {
  if (named.store.has_parent_path()) std::filesystem::create_directories(named.store.parent_path());
  return {named.store, {named.study.section.name, named.study.text, named.study.hash}};
}

int run_first(const SweepFlags& flags, const NamedStudy& named, int threads, cluster::Ranks& ranks) {
  const std::vector<Run> runs = runs_of(named.study);
  counts::CountStore store = open_store(named);
  const int others = ranks.count_others(threads);
  store.begin_session(this_session(threads, ranks.size()));
  Board board(named.study, runs, shard_of(flags), store);
  say_begin(flags, named, board);
  SweepConsole console(named.study, threads + others, flags.json_lines);
  const std::atomic<bool>& interrupted = interrupt_flag();
  SweepControl control{threads, interrupted, [&](const Board& now) { console.look(now); }};
  if (ranks.size() > 1) {
    control.serve = [&](Dispatcher& dispatcher) { ranks.serve(dispatcher); };
    control.others_are_done = [&] { return ranks.others_are_done(); };
  }
  run_sweep(board, store, runs, control);
  console.end(board);
  if (!interrupted) price_hardware(named, runs, store);
  store.end_session();
  if (interrupted)
    fmt::print(stderr, "ohmimo: interrupted; what was finished is in {}, and the same command goes on from there\n",
               named.store.string());
  else
    fmt::print(words_to(flags), "{}: done; ohmimo sweep rank {} shows the answer\n", named.store.string(),
               flags.words[1]);
  return interrupt_code();
}

int run_study(const SweepFlags& flags) {
  cluster::Ranks ranks;
  const NamedStudy named = study_of_first(flags, ranks);
  const int threads = flags.threads == "auto" && ranks.size() > 1 ? 1 : threads_of(flags);
  if (ranks.is_first()) return run_first(flags, named, threads, ranks);
  ranks.count_others(threads);
  ranks.work(runs_of(named.study), threads, interrupt_flag());
  return interrupt_code();
}

int run_status(const SweepFlags& flags) {
  const NamedStudy named = named_study(flags);
  const counts::CountStore store(named.store);
  print_status(named.study, read_results(store, named.study, runs_of(named.study)));
  return 0;
}

// What rank, plot and report begin with.
struct Ranked {
  NamedStudy named;
  std::vector<Run> runs;
  std::vector<RankRow> rows;
  std::vector<counts::SessionRecord> sessions;
};
Ranked ranked(const SweepFlags& flags) {
  Ranked made;
  made.named = named_study(flags);
  made.runs = runs_of(made.named.study);
  const counts::CountStore store(made.named.store);
  made.rows =
      rank(made.named.study, made.runs, read_results(store, made.named.study, made.runs), read_book(store), flags.rank);
  made.sessions = store.sessions();
  require_writable_folder(made.named.folder);
  return made;
}

// Writes a file of the study's folder and says where it is.
void write_result(const NamedStudy& named, const std::string& name, const std::string& text) {
  write_text_file(named.folder / name, text);
  fmt::print("{}\n", (named.folder / name).string());
}

int run_rank(const SweepFlags& flags) {
  const Ranked made = ranked(flags);
  print_ranking(made.named.study, made.runs, made.rows, static_cast<std::size_t>(flags.top_rows));
  std::vector<RankLine> lines;
  for (const RankRow& row : made.rows) lines.push_back({made.named.study, made.runs, row});
  write_result(made.named, "rank.csv", csv_text(rank_columns(made.named.study).table(lines)));
  return 0;
}

struct RankPicture {
  std::string_view name, title;
  std::string (*script)(const Study&, const std::vector<Run>&, const std::vector<RankRow>&);
};
constexpr std::array<RankPicture, 2> pictures = {{
    {"snr", "SNR at the target, by configuration and detector", snr_script},
    {"latency", "Modelled latency against the SNR that a user needs", latency_script},
}};

// The pictures that could be drawn.
std::vector<const RankPicture*> draw_pictures(const Ranked& made, bool& whole) {
  std::vector<const RankPicture*> drawn;
  for (const RankPicture& picture : pictures) {
    const std::string script = picture.script(made.named.study, made.runs, made.rows);
    if (script.empty()) continue;
    const std::filesystem::path stem = made.named.folder / picture.name;
    const bool is_there =
        draw_picture(stem, stem, [&](const std::filesystem::path& to) { external::run_gnuplot(script, to); });
    whole = whole && is_there;
    if (is_there) drawn.push_back(&picture);
  }
  return drawn;
}

int run_plot_action(const SweepFlags& flags) {
  const Ranked made = ranked(flags);
  bool whole = true;
  if (draw_pictures(made, whole).empty() && whole) fmt::print("nothing to draw: no curve has reached the target yet\n");
  return whole ? 0 : 1;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int run_report(const SweepFlags& flags) {
  const Ranked made = ranked(flags);
  bool whole = true;
  ReportParts parts{made.named.study, made.runs, made.rows, flags.rank, {}, made.sessions};
  std::vector<std::string> files;
  if (!flags.no_plot)
    for (const RankPicture* picture : draw_pictures(made, whole)) {
      files.push_back(std::string(picture->name) + ".png");
      parts.pictures.push_back({std::string(picture->title), bytes_of(made.named.folder / files.back())});
    }
  write_result(made.named, "report.html", report_html(parts));
  write_result(made.named, "report.md", report_markdown(parts, files));
  return whole ? 0 : 1;
}

int run_export(const SweepFlags& flags) {
  const NamedStudy named = named_study(flags);
  const std::vector<Run> runs = runs_of(named.study);
  const counts::CountStore store(named.store);
  const Table table = sweep_table(named.study, runs, read_results(store, named.study, runs));
  require_writable_folder(named.folder);
  write_result(named, "sweep.csv", csv_text(table));
  write_result(named, "sweep.json",
               json_text({{"study", named.study.section.name}, {"study_hash", named.study.hash}}, table));
  return 0;
}

int run_merge(const SweepFlags& flags) {
  if (flags.words.size() < 3)
    throw std::invalid_argument("sweep merge needs a new file and the stores that go into it");
  const std::vector<std::filesystem::path> stores(flags.words.begin() + 2, flags.words.end());
  const counts::MergeReport report = counts::merge_stores(flags.words[1], stores);
  const Study study = study_from_toml(counts::CountStore(flags.words[1]).study().toml, flags.words[1]);
  const std::vector<Run> runs = runs_of(study);
  counts::CountStore store(flags.words[1], {study.section.name, study.text, study.hash});
  Board board(study, runs, {}, store);  // finds what counts
  store.write(board.take_batch());
  for (const std::string& sentence : report.unreadable) fmt::print(stderr, "ohmimo: left out: {}\n", sentence);
  fmt::print("{}: {} units of {} points from {} store(s), {} of them in more than one\n", flags.words[1], report.units,
             report.points, report.stores, report.twice);
  return report.unreadable.empty() ? 0 : 1;
}

struct SweepAction {
  std::string_view name;
  int (*run)(const SweepFlags&);
};
constexpr std::array<SweepAction, 8> sweep_actions = {{
    {"plan", run_plan},
    {"run", run_study},
    {"status", run_status},
    {"rank", run_rank},
    {"plot", run_plot_action},
    {"report", run_report},
    {"export", run_export},
    {"merge", run_merge},
}};

int run_sweep_command(const SweepFlags& flags) {
  std::vector<std::string> names;
  for (const SweepAction& action : sweep_actions) names.emplace_back(action.name);
  if (flags.words.empty())
    throw std::invalid_argument(fmt::format("sweep needs one of {}, and a study", fmt::join(names, ", ")));
  const std::size_t place = place_of("sweep", flags.action(), names);
  require(flags.top_rows >= 0, "top", "0 (all) or more", flags.top_rows);
  if (flags.quiet) be_quiet();
  return sweep_actions[place].run(flags);
}

}  // namespace

Command sweep_command() {
  const auto flags = std::make_shared<SweepFlags>();
  return {"sweep", "many configurations: plan, run, resume, rank, report", sweep_options(*flags), &flags->given,
          [flags](const Command&) { return run_sweep_command(*flags); }};
}

}  // namespace ohmimo
