#include "rram/nnls/rectified_loop.hpp"

#include <cmath>

namespace ohmimo::rram {

RectifiedLoop::RectifiedLoop(const RegressionNetwork& network, const RegressionDrive& drive)
    : network_(network), drive_(drive) {
  validate(network, drive);
  const arma::uword n = network.n(), bank = network.n_bank, k = network.n_col;
  const double clamp_V = network.model.clamp_V, gain = network.model.amplifier.gain;
  lowest_V_ = arma::vec(n, arma::fill::value(-clamp_V));
  highest_V_ = arma::vec(n, arma::fill::value(clamp_V));
  lowest_V_.tail(k).zeros();
  if (!drive.lowest_V.is_empty()) lowest_V_.tail(k) = drive.lowest_V;
  for (arma::uword j = 0; j < drive.off.n_elem; ++j)
    if (drive.off(j) != 0) highest_V_(bank + j) = lowest_V_(bank + j);
  offset_V_.zeros(n);
  if (!drive.offset_V.is_empty()) offset_V_ = drive.offset_V;
  if (bank > 0) offset_V_.tail(k) *= -1.0;  // of the second bank the columns meet the + inputs
  offset_V_.tail(k) -= network.diode_drop_V / gain;
  force_A_ = network.rows * drive.row_V;
  if (!drive.column_A.is_empty()) force_A_.tail(k) += drive.column_A;
}

double RectifiedLoop::rate_per_s() const {
  return 2.0 * M_PI * network_.model.amplifier.gbwp_hz;
}

bool RectifiedLoop::motion(const Sides& sides, LoopMotion& motion) const {
  const arma::uword n = network_.n();
  motion.leak = 1.0 / network_.model.amplifier.gain;
  const arma::uvec ground = network_.holds_ground() ? places_of(sides, Side::lower) : arma::uvec();
  if (ground.is_empty()) {
    if (!arma::inv(motion.noise, network_.y)) return false;
    motion.slope = -motion.noise * network_.b;
    motion.constant = offset_V_ + motion.noise * force_A_;
    return motion.slope.is_finite();
  }
  // Inputs at virtual ground have the voltage offset - z leak; z rests at its lowest level.
  std::vector<arma::uword> rest;
  for (arma::uword j = 0; j < n; ++j)
    if (sides[j] != Side::lower) rest.push_back(j);
  const arma::uvec other(rest);
  const arma::vec held_V = offset_V_.elem(ground) - motion.leak * lowest_V_.elem(ground);
  arma::mat e_slope(n, n, arma::fill::zeros);
  arma::vec e_constant(n, arma::fill::zeros);
  e_constant.elem(ground) = held_V;
  motion.noise.zeros(n, n);
  if (!other.is_empty()) {
    arma::mat inverse;
    if (!arma::inv(inverse, network_.y.submat(other, other))) return false;
    motion.noise.submat(other, other) = inverse;
    e_slope.rows(other) = inverse * network_.b.rows(other);
    e_constant.elem(other) = inverse * (-force_A_.elem(other) - network_.y.submat(other, ground) * held_V);
  }
  motion.slope = -e_slope;
  motion.constant = offset_V_ - e_constant;
  for (const arma::uword j : ground) {
    // current taken: b z - force - y e; the leak, which at() takes off, does not act here
    motion.slope.row(j) = -(network_.b.row(j) - network_.y.row(j) * e_slope) / network_.y(j, j);
    motion.slope(j, j) += motion.leak;
    motion.constant(j) = (force_A_(j) + arma::as_scalar(network_.y.row(j) * e_constant)) / network_.y(j, j);
  }
  return motion.slope.is_finite();
}

}  // namespace ohmimo::rram
