#include "rram/circuit/transient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "rram/numbers/require.hpp"

namespace ohmimo::rram {
namespace {

// The least rcond of the eigenvectors at which the modal solution still has 10 digits.
constexpr double least_rcond = 1e-6;

// The state z at rest: f z + force = 0, force = b x + b_offset v_os.
arma::mat equilibrium(const StateSpace& system, const arma::mat& force) {
  arma::mat z;
  if (!arma::solve(z, system.f, -force, arma::solve_opts::fast))
    z = arma::mat(arma::size(force), arma::fill::value(NAN));
  return z;
}

}  // namespace

// Padé's approximation needs a small matrix: it gives exp(a 2^-s), of norm below 1/2, which is squared s times.
// Armadillo's own scaling stops far short of that for matrices of large norm.
arma::mat exponential(const arma::mat& a) {
  int exponent = 0;
  std::frexp(arma::norm(a, 1), &exponent);
  const int squarings = std::max(0, exponent + 1);
  arma::mat power = arma::expmat(a * std::ldexp(1.0, -squarings));
  for (int k = 0; k < squarings; ++k) power = power * power;
  return power;
}

StepResponse::StepResponse(const Network& network, const Drive& drive)
    : system_(state_space(network)), input_V_(drive.input_V), n_(network.n) {
  validate(network, drive);
  const arma::vec held = system_.b_offset * offset_vector(network, drive.offsets);
  start_ = equilibrium(system_, held);
  end_ = equilibrium(system_, held + system_.b * input_V_);
  arma::cx_mat mode;
  if (!arma::eig_gen(pole_, mode, system_.f)) return;
  stable_ = is_stable(system_);
  const arma::cx_vec distance = arma::conv_to<arma::cx_vec>::from(start_ - end_);
  arma::cx_vec amplitude;
  if (arma::rcond(mode) > least_rcond && arma::solve(amplitude, mode, distance, arma::solve_opts::fast))
    shape_ = system_.c * mode * arma::diagmat(amplitude);
}

arma::vec StepResponse::deviation_V(double t_s) const {
  if (shape_.is_empty()) return system_.c * (exponential(system_.f * t_s) * (start_ - end_));
  return arma::real(shape_ * arma::exp(pole_ * t_s));
}

arma::vec StepResponse::output_V(double t_s) const {
  return system_.c * end_ + system_.d * input_V_ + deviation_V(t_s);
}

arma::vec StepResponse::final_V() const {
  if (!stable_) return arma::vec(system_.n_output, arma::fill::value(NAN));
  return system_.c * end_ + system_.d * input_V_;
}

double StepResponse::settling_time_s(double tolerance) const {
  require(tolerance > 0.0 && tolerance < 1.0, "settling tolerance must be > 0 and < 1", tolerance);
  if (!stable_) return NAN;
  const double allowed_V = tolerance * arma::abs(final_V().head(n_)).max();
  const auto outside_at = [&](double t_s) { return arma::abs(deviation_V(t_s).head(n_)).max() > allowed_V; };
  const double slowest = -arma::real(pole_).max(), swing = arma::abs(arma::imag(pole_)).max();
  double late = std::log(1.0 / tolerance) / slowest;
  const auto may_be_outside = [&](double t_s) {
    if (shape_.is_empty()) return outside_at(t_s) || outside_at(1.5 * t_s);
    const arma::vec envelope_V = arma::abs(shape_) * arma::exp(arma::real(pole_) * t_s);
    return envelope_V.head(n_).max() > allowed_V;
  };
  while (may_be_outside(late)) late *= 1.5;
  late *= 1.5;
  // Goes backwards, in steps shorter than the fastest ringing, to the last time outside; then halves the interval.
  const double steps = std::clamp(8.0 * late * swing, 2000.0, 1e5);
  double inside = late;
  for (double k = steps - 1.0; k >= 0.0; --k) {
    const double t = late * k / steps;
    if (!outside_at(t)) {
      inside = t;
      continue;
    }
    double outside = t;
    while (inside - outside > 1e-9 * inside) {
      const double middle = 0.5 * (outside + inside);
      (outside_at(middle) ? outside : inside) = middle;
    }
    return inside;
  }
  return 0.0;
}

StaticResponse response_at(const Network& network, const Offsets& offsets, double t_s) {
  const StateSpace system = state_space(network);
  const arma::vec offset_V = offset_vector(network, offsets);
  StaticResponse response;
  const arma::mat end = equilibrium(system, system.b);
  const arma::vec held = equilibrium(system, system.b_offset * offset_V);
  const arma::mat moved = end - exponential(system.f * t_s) * end;
  response.gain = system.c * moved + system.d;
  response.offset_V = system.c * held;
  response.ok = response.gain.is_finite() && response.offset_V.is_finite();
  return response;
}

arma::mat slew_limited_response(const Network& network, const Drive& drive, const arma::vec& time_s) {
  validate(network, drive);
  if (time_s.is_empty() || !time_s.is_sorted() || time_s(0) < 0.0 || !time_s.is_finite())
    throw std::invalid_argument("times must be ascending and >= 0 s");
  const StateSpace system = state_space(network);
  arma::cx_vec pole;
  if (!arma::eig_gen(pole, system.f)) throw std::invalid_argument("the state matrix has no eigenvalues");
  const double longest_step_s = 0.05 / arma::abs(pole).max();
  if (time_s.back() > 1e8 * longest_step_s)
    throw std::invalid_argument(fmt::format("time must be <= {} s, got {}", 1e8 * longest_step_s, time_s.back()));
  const arma::vec held = system.b_offset * offset_vector(network, drive.offsets),
                  force = held + system.b * drive.input_V;
  const double slew = network.model.slew_V_per_s;
  const auto slope = [&](const arma::vec& z) {
    arma::vec change = system.f * z + force;
    for (arma::uword k = 0; k < system.n_output; ++k) change(k) = std::clamp(change(k), -slew, slew);
    return change;
  };
  arma::vec z = equilibrium(system, held);
  arma::mat out(time_s.n_elem, system.n_output);
  double now = 0.0;
  for (arma::uword k = 0; k < time_s.n_elem; ++k) {
    const double steps = std::ceil((time_s(k) - now) / longest_step_s), h = (time_s(k) - now) / std::max(steps, 1.0);
    for (double s = 0.0; s < steps; ++s) {
      const arma::vec k1 = slope(z), k2 = slope(z + 0.5 * h * k1), k3 = slope(z + 0.5 * h * k2), k4 = slope(z + h * k3);
      z += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
    now = time_s(k);
    out.row(k) = (system.c * z + system.d * drive.input_V).t();
  }
  return out;
}

}  // namespace ohmimo::rram
