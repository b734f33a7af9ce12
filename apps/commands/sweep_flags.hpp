// What the command line of `ohmimo sweep` said.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/commands/command.hpp"
#include "apps/studies/sweep/board.hpp"
#include "apps/studies/sweep/ranking.hpp"

namespace ohmimo {

struct SweepFlags {
  std::vector<std::string> words = {};  // action, study, and of merge the stores
  std::string store = {}, out = {}, shard = {};
  std::string threads = "auto";
  sweep::RankOptions rank = {};
  int top_rows = 20;
  bool quiet = false, json_lines = false, no_plot = false;
  GivenFlags given = {};

  const std::string& action() const { return words.front(); }
};

std::vector<Option> sweep_options(SweepFlags& flags);

// A study to be looked at or run, with its store.
struct NamedStudy {
  sweep::Study study;
  std::filesystem::path store;   // where the counts are
  std::filesystem::path folder;  // for tables, pictures and reports
};

// The second word: the file of a study, a built-in one, or a store, which holds its study.
NamedStudy named_study(const SweepFlags& flags);

sweep::Shard shard_of(const SweepFlags& flags);
int threads_of(const SweepFlags& flags);

}  // namespace ohmimo
