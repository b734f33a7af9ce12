// Estimators over one slot, and what their filters do with it.
#pragma once
#include <algorithm>
#include <cmath>

#include "apps/studies/verify/estimation_checks.hpp"
#include "phy/estimation/channel_estimator.hpp"

namespace ohmimo {

using namespace verify;

inline PilotConfig pilot_config(int type, int symbols, int additional, PilotKind kind = PilotKind::nr) {
  PilotConfig config;
  config.kind = kind;
  config.dmrs_type = type;
  config.dmrs_symbols = symbols;
  config.additional = additional;
  return config;
}

struct PilotCase {
  PilotConfig config;
  int n_user;
};

inline RngStream slot_stream(std::uint32_t slot) {
  return RngStream({5, 0, slot}, Purpose::channel);
}

// Largest |h_hat - h| over users, antennas and subcarriers, relative to the largest |h|.
inline double largest_error(const DrawnChannel& channel, const MatrixBatch& h_hat, const SlotGrid& grid, int symbol) {
  const arma::cx_mat gains = channel.gains(grid.symbol_times_s()[symbol]);
  double error = 0.0, size = 0.0;
  for (int k = 0; k < grid.n_subcarrier(); ++k) {
    const arma::cx_mat h = channel.at(grid.frequency_hz(k), gains);
    error = std::max(error, arma::abs(h_hat.matrix(k) - h).max());
    size = std::max(size, arma::abs(h).max());
  }
  return error / size;
}

inline double closed_form(const EstimateRun& run, const PathLaw& assumed, int symbol, const SubcarrierRange& range) {
  return dense_error({run.pilots, assumed, run.law, run.noise_var}, symbol, range);
}

}  // namespace ohmimo
