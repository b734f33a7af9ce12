// Received pilots over drawn channels, and the error of a linear estimate by its textbook formula: what channel
// estimators are compared with. Dense, in double precision, by Armadillo: nothing of phy/estimation but the pilots.
#pragma once
#include <armadillo>
#include <vector>

#include "phy/estimation/estimator_input.hpp"
#include "phy/estimation/pilots.hpp"
#include "phy/rng.hpp"

namespace ohmimo::verify {

// Uncorrelated paths, a Doppler per user.
struct PathLaw {
  std::size_t n_user = 0, n_path = 0;
  std::vector<double> delay_s, power;  // [n_user][n_path]
  std::vector<double> doppler_hz;      // [n_user]

  ChannelPrior prior() const { return {n_user, n_path, delay_s, power, doppler_hz}; }
};

PathLaw flat_law(std::size_t n_user, double power);
// Twelve paths of exponentially decreasing power over four delay spreads, other delays for every user.
PathLaw exponential_law(std::size_t n_user, double delay_spread_s, double doppler_hz);
// Delays evenly over the cyclic prefix, as the robust estimator assumes.
PathLaw rectangular_law(const SlotGrid& grid, const std::vector<double>& power);

// One slot: every path at every antenna is a sum of four waves of random angle, of Jakes' correlation.
class DrawnChannel {
 public:
  DrawnChannel(const PathLaw& law, std::size_t n_rx, RngStream& stream);
  arma::cx_mat gains(double time_s) const;  // [n_rx][n_user n_path]
  // [n_rx][n_user] from gains at a time.
  arma::cx_mat at(double frequency_hz, const arma::cx_mat& gains) const;
  std::size_t n_rx() const { return waves_.n_rows; }

 private:
  PathLaw law_;
  arma::cx_cube waves_;    // [n_rx][n_user n_path][wave]
  arma::cube doppler_hz_;  // same shape
};

PilotsReceived receive_pilots(const PilotGrid& pilots, const DrawnChannel& channel, double noise_var,
                              RngStream& stream);

// An estimate that is LMMSE under one law, of a channel of another, from all resource elements of all pilot symbols.
struct DenseCase {
  const PilotGrid& pilots;
  const PathLaw &assumed, &truth;
  double noise_var;
};
// Mean of E|h_hat - h|^2 over users and the subcarriers of a range, at a symbol.
double dense_error(const DenseCase& dense, int symbol, const SubcarrierRange& range);

}  // namespace ohmimo::verify
