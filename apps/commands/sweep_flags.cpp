#include "apps/commands/sweep_flags.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <stdexcept>
#include <thread>

#include "apps/config/rules.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

bool is_store(const std::string& path) {
  constexpr std::string_view magic = "SQLite format 3";
  std::string begin(magic.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  return file.read(begin.data(), static_cast<std::streamsize>(begin.size())) && begin == magic;
}

}  // namespace

std::vector<Option> sweep_options(SweepFlags& f) {
  return {{"ACTION", &f.words, "plan|run|status|rank|plot|report|export|merge STUDY",
           "of the study in that TOML file, a built-in one (antenna_study, coded_study), or a store; merge NEW STORE "
           "... joins stores"},
          {"--store", &f.store, "FILE", "SQLite file of the counts; results/NAME/sweep.sqlite if not given"},
          {"--out", &f.out, "DIR", "folder for tables, pictures and reports; that of the store if not given"},
          {"--threads", &f.threads, "N|auto", "results do not depend on it", "", "run"},
          {"--shard", &f.shard, "K/N", "only configurations K, K + N, ... from 1; merge joins the stores", "", "run"},
          {"--json-lines", &f.json_lines, "", "progress as a JSON object per line on standard output", "", "run"},
          {"--quiet", &f.quiet, "", "nothing but errors and the results asked for"},
          {"--by", &f.rank.key, "KEY", fmt::format("sorted by {}", fmt::join(sweep::rank_keys(), ", ")), "", "rank"},
          {"--where", &f.rank.where, "CONDITION", "only configurations such as \"users = 8 and rx >= 64\"", "", "rank"},
          {"--top", &f.top_rows, "N", "rows printed; 0 = all", "", "rank"},
          {"--speed-kmh", &f.rank.speed_kmh, "KMH", "at which the share of programming is taken", "", "rank"},
          {"--carrier-ghz", &f.rank.carrier_GHz, "GHZ", "likewise", "", "rank"},
          {"--no-plot", &f.no_plot, "", "no pictures", "", "rank"}};
}

NamedStudy named_study(const SweepFlags& flags) {
  if (flags.words.size() < 2)
    throw std::invalid_argument(
        fmt::format("sweep {} needs a study: a TOML file, a built-in one, or a store", flags.action()));
  if (flags.words.size() > 2)
    throw std::invalid_argument(
        fmt::format("unexpected word {} after sweep {} {}", in_quotes(flags.words[2]), flags.action(), flags.words[1]));
  const std::string& name = flags.words[1];
  NamedStudy named;
  if (is_store(name)) {
    named.study = sweep::study_from_toml(counts::CountStore(name).study().toml, name);
    named.store = name;
  } else {
    named.study = sweep::load_study(name);
    named.store = std::filesystem::path("results") / named.study.section.name / "sweep.sqlite";
  }
  if (!flags.store.empty()) named.store = flags.store;
  named.folder = flags.out.empty() ? named.store.parent_path() : std::filesystem::path(flags.out);
  if (named.folder.empty()) named.folder = ".";
  return named;
}

sweep::Shard shard_of(const SweepFlags& flags) {
  if (flags.shard.empty()) return {};
  const std::vector<std::string> parts = split(flags.shard, '/');
  require(parts.size() == 2, "shard", "K/N, such as 3/20", in_quotes(flags.shard));
  const int number = integer_from_text("shard", parts[0]), of = integer_from_text("shard", parts[1]);
  require(of >= 1 && of <= 1'000'000 && number >= 1 && number <= of, "shard", "K/N with K from 1 to N", flags.shard);
  return {static_cast<std::size_t>(number - 1), static_cast<std::size_t>(of)};
}

int threads_of(const SweepFlags& flags) {
  const int threads = flags.threads == "auto" ? 0 : integer_from_text("threads other than auto", flags.threads);
  require_range("threads", threads, 0, 1024);
  if (threads > 0) return threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace ohmimo
