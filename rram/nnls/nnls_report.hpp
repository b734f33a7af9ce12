// What a non-negative least squares solve reports.
#pragma once
#include <armadillo>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rram/nnls/kkt.hpp"

namespace ohmimo::rram {

// Of the modelled hardware.
struct NnlsCount {
  std::uint64_t analogue_solves = 0;
  std::uint64_t exact_products = 0;  // of the refinement: A x and A^T r
  std::uint64_t dac = 0, adc = 0;    // single conversions
  std::uint64_t cells_programmed = 0;
  std::uint64_t amplifiers = 0;
  NnlsCount& operator+=(const NnlsCount& other);
};

struct NnlsReport {  // poisoned defaults
  // In order of gravity; a report over several right-hand sides carries the worst.
  //   solved        the circuit came to rest, or was read at its time
  //   saturated     the same, with outputs at the clamp
  //   undetermined  singular, or no consistent set of held outputs; x = 0
  //   unstable      no steady state; x = 0
  //   not_finite    A or b is not finite, or x beyond the range of double; x = 0
  enum class Status { not_run, solved, saturated, undetermined, unstable, not_finite };
  Status status = Status::not_run;
  std::vector<Status> query_status;
  std::string_view problem;              // that the circuit solves when all else is ideal
  std::vector<KktResidual> kkt;          // of each x, for A and b as given
  double worst_kkt = NAN;                // the largest of them
  arma::umat active;                     // [query][k] 1 where the output was above its lowest level, last cycle
  std::uint64_t clamped_outputs = 0;     // outputs of both banks at the clamp, over all solves
  double settling_s = NAN;               // longest, to 0.1 % of the largest output; if asked for
  double slowest_rate_per_s = INFINITY;  // slowest pole of all solves; infinite without circuit
  int most_trials = -1;                  // guesses of the held outputs, most of all solves
  NnlsCount ops;
};
std::string_view status_name(NnlsReport::Status status);

// What each cycle left behind: x [query][k].
struct NnlsLog {
  std::vector<arma::mat> x;
};

}  // namespace ohmimo::rram
