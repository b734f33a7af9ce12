// One iteration of a masked factorisation by alternating NNLS, on analogue circuits and on digital hardware.
#pragma once
#include "apps/studies/audit/public_claims.hpp"
#include "rram/cost/cost_bottom_up.hpp"
#include "rram/nnls/nnls_config.hpp"

namespace ohmimo::audit {

// A chain: the row tiles that hold one factor, their columns shared, with its op-amps and converters; one problem at a
// time.
struct ChainSize {
  double tiles = 0.0, cells = 0.0, amplifiers = 0.0, dac = 0.0, adc = 0.0;
};

struct IterationWork {
  double solves = 0.0;         // users + items
  double driven_rows = 0.0;    // over all solves: rated rows alone are driven
  double cells_written = 0.0;  // both factors, twice each
  double rows_written = 0.0;   // of 2 rank cells each
  double digital_flop = 0.0;   // normal equations of each row and column, and block principal pivoting
  ChainSize chain;             // for the longer factor
};
IterationWork iteration_work(const RatingsSize& size, double rank, const Assumed& assumed,
                             rram::RegressionKind circuit);

struct ChipSpeed {
  double solve_s = 0.0;  // converters and response
  double write_s = 0.0;  // of a row; 0 = not counted
};
double iteration_s(const IterationWork& work, const ChipSpeed& speed);

struct IterationEnergy {  // J
  double dac = 0.0, adc = 0.0, amplifiers = 0.0, array = 0.0, writes = 0.0;
  double without_writes() const { return dac + adc + amplifiers + array; }
  double all() const { return without_writes() + writes; }
};
IterationEnergy iteration_energy(const IterationWork& work, double rank, double response_s, double gbwp_hz,
                                 const rram::PartCosts& parts);

// Settling to 0.1 % of the simulated circuit, 64 rows of planted numbers and `rank` columns: median of problems.
double simulated_settling_s(rram::RegressionKind circuit, double rank, const Assumed& assumed, std::uint64_t seed);

// A cell written by the simulated write-verify loop: mean over all levels.
struct CellWrite {
  double time_s = 0.0, energy_J = 0.0, pulses = 0.0;
};
CellWrite simulated_write(std::uint64_t seed);

}  // namespace ohmimo::audit
