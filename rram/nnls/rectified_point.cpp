#include "rram/nnls/rectified_point.hpp"

#include <algorithm>

namespace ohmimo::rram {
namespace {

arma::vec values_at(const RectifiedLoop& loop, const Sides& sides) {
  arma::vec z(loop.n(), arma::fill::zeros);
  for (arma::uword j = 0; j < loop.n(); ++j) {
    if (sides[j] == Side::lower) z(j) = loop.lowest_V()(j);
    if (sides[j] == Side::upper) z(j) = loop.highest_V()(j);
  }
  return z;
}

// State matrix of the free amplifiers in units of 2 pi gbwp.
arma::mat free_slope(const LoopMotion& motion, const arma::uvec& free) {
  arma::mat slope = motion.slope.submat(free, free);
  slope.diag() -= motion.leak;
  return slope;
}

bool rest(const RectifiedLoop& loop, const Sides& sides, SideTrial& trial) {
  LoopMotion motion;
  if (!loop.motion(sides, motion)) return false;
  const arma::uvec free = places_of(sides, Side::free);
  trial.value = values_at(loop, sides);
  if (!free.is_empty()) {
    const arma::vec push = motion.at(trial.value);
    arma::vec z;
    if (!arma::solve(z, free_slope(motion, free), -push.elem(free), arma::solve_opts::fast) || !z.is_finite())
      return false;
    trial.value.elem(free) = z;
  }
  trial.push = motion.at(trial.value);
  trial.push.elem(free).zeros();
  return true;
}

}  // namespace

arma::uvec RectifiedPoint::active() const {
  std::vector<arma::uword> at;
  for (arma::uword j = 0; j < x_V.n_elem; ++j)
    if (!sides.empty() && sides[bank_V.n_elem + j] != Side::lower) at.push_back(j);
  return arma::uvec(at);
}

arma::uword RectifiedPoint::at_upper_limit() const {
  arma::uword count = 0;
  for (arma::uword j = 0; j < sides.size(); ++j)
    if (sides[j] == Side::upper || (sides[j] == Side::lower && j < bank_V.n_elem)) ++count;
  return count;
}

RectifiedPoint rectified_point(const RectifiedLoop& loop, bool poles, const Sides& guess) {
  const RegressionNetwork& network = loop.network();
  PivotProblem problem{loop.lowest_V(), loop.highest_V(), 0.0, 0.0,
                       [&loop](const Sides& sides, SideTrial& trial) { return rest(loop, sides, trial); }};
  // Rounding of sums of voltages: a held output and its amplifier at the very edge may not go to and fro.
  SideTrial start;
  const Sides all_free(loop.n(), Side::free);
  LoopMotion motion;
  if (loop.motion(all_free, motion)) problem.push_rounding = 0x1p-46 * arma::abs(motion.constant).max();
  const PivotResult pivots = block_pivoting(problem, guess.empty() ? all_free : guess);
  RectifiedPoint point;
  point.trials = pivots.trials;
  point.bank_V = arma::vec(network.n_bank, arma::fill::value(NAN));
  point.x_V = arma::vec(network.n_col, arma::fill::value(NAN));
  if (!pivots.found) return point;
  point.sides = pivots.sides;
  point.bank_V = pivots.trial.value.head(network.n_bank);
  point.x_V = pivots.trial.value.tail(network.n_col);
  point.status = point.at_upper_limit() > 0 ? CircuitStatus::saturated : CircuitStatus::settled;
  if (!poles) return point;
  arma::cx_vec pole;
  const arma::uvec free = places_of(point.sides, Side::free);
  point.slowest_rate_per_s = INFINITY;
  if (free.is_empty()) return point;
  if (!loop.motion(point.sides, motion) || !arma::eig_gen(pole, free_slope(motion, free))) {
    point.status = CircuitStatus::undetermined;
    return point;
  }
  point.slowest_rate_per_s = -arma::real(pole).max() * loop.rate_per_s();
  if (!(point.slowest_rate_per_s > 0.0)) {
    point.status = CircuitStatus::unstable;
    point.bank_V.fill(NAN);
    point.x_V.fill(NAN);
  }
  return point;
}

arma::mat thermal_noise(const RectifiedLoop& loop, const RectifiedPoint& point) {
  const RegressionNetwork& network = loop.network();
  arma::mat covariance(network.n(), network.n(), arma::fill::zeros), x;
  LoopMotion motion;
  const bool rests = point.status == CircuitStatus::settled || point.status == CircuitStatus::saturated;
  if (!rests || !loop.motion(point.sides, motion))
    return arma::mat(network.n_col, network.n_col, arma::fill::value(NAN));
  constexpr double boltzmann_J_per_K = 1.380649e-23;
  const double k_t = boltzmann_J_per_K * network.model.temperature_K;
  const arma::uvec free = places_of(point.sides, Side::free);
  if (!free.is_empty()) {
    const arma::mat slope = free_slope(motion, free);
    const arma::mat source = 2.0 * k_t * loop.rate_per_s() * motion.noise.submat(free, free);
    if (!arma::sylvester(x, slope, slope.t(), source)) x = arma::mat(arma::size(source), arma::fill::value(NAN));
    covariance.submat(free, free) = x;
  }
  return covariance.submat(network.n_bank, network.n_bank, arma::size(network.n_col, network.n_col));
}

}  // namespace ohmimo::rram
