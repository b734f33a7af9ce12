// Helpers of the sweep tests: a study run to its end on one thread.
#pragma once
#include <atomic>
#include <string>

#include "apps/studies/sweep/ranking.hpp"
#include "apps/studies/sweep/sweep_run.hpp"
#include "apps/studies/sweep/unit_runner.hpp"
#include "tests/temporary_folder.hpp"

namespace ohmimo::sweep {

inline const std::atomic<bool> never{false};

struct SweepCase {
  TemporaryFolder folder;
  Study study;
  std::vector<Run> runs;
  counts::CountStore store;

  explicit SweepCase(const std::string& text)
      : study(study_from_toml(text, "case.toml")),
        runs(runs_of(study)),
        store(folder.path / "s.sqlite", {study.section.name, study.text, study.hash}) {
    store.begin_session({"test", "here", "cpu", "lanes", 1, 1});
  }

  void run(int threads = 2) {
    Board board(study, runs, {}, store);
    run_sweep(board, store, runs, {threads, never, {}});
  }
  std::vector<ConfigurationResult> results() const { return read_results(store, study, runs); }
  std::vector<RankRow> ranked(const RankOptions& options = {}) const {
    return rank(study, runs, results(), {}, options);
  }
};

}  // namespace ohmimo::sweep
