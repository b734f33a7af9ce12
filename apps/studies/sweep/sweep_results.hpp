// What a store says about a study: the points of each configuration as rows of ohmimo ber.
#pragma once
#include <string>
#include <vector>

#include "apps/store/counts/count_store.hpp"
#include "apps/studies/ber/ber_rows.hpp"
#include "apps/studies/sweep/study.hpp"

namespace ohmimo::sweep {

struct ResultPoint {
  counts::StoredPoint stored;
  std::vector<ber::BerRow> rows;  // per curve; none where nothing is counted yet
};

struct ConfigurationResult {
  std::size_t member = 0;
  bool begun = false;                    // the store has it
  std::vector<ResultPoint> points;       // grid, or finals, by rising SNR
  std::size_t n_point = 0, n_ended = 0;  // probes among them
  double seconds = 0.0;                  // of one processor

  bool ended() const { return begun && n_ended == n_point; }
  std::vector<ber::BerRow> rows() const;  // of all points
};

// One per member of the study, of this version of the program.
std::vector<ConfigurationResult> read_results(const counts::CountStore& store, const Study& study,
                                              const std::vector<Run>& runs);

std::vector<Run> runs_of(const Study& study);

// A row for the members, for tables: name, role of the point, and all columns of ber.csv.
Table sweep_table(const Study& study, const std::vector<Run>& runs, const std::vector<ConfigurationResult>& results);

}  // namespace ohmimo::sweep
