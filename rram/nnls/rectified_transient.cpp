#include "rram/nnls/rectified_transient.hpp"

#include <algorithm>
#include <cmath>

#include "rram/circuit/transient.hpp"
#include "rram/numbers/require.hpp"

namespace ohmimo::rram {
namespace {

constexpr int halvings = 12;  // of a step, to find the moment of a switch

}  // namespace

struct RectifiedTrace::Follower {
  // A diode conducts only above its drop: on the way there its amplifier moves and its output does not.
  enum class Mode : signed char { lower, below_drop, free, upper };

  // Steps of lengths h 2^-k of all amplifiers that move, with the modes as they are: z' = move[k] z + drift[k].
  struct LinearSteps {
    std::vector<arma::mat> affine;  // [move drift; 0 1]
    double longest_s = 0.0;

    arma::vec step(const arma::vec& z, int k) const {
      const arma::uword n = z.n_elem;
      return affine[k].submat(0, 0, arma::size(n, n)) * z + affine[k].submat(0, n, arma::size(n, 1));
    }
  };

  const RectifiedLoop& loop;
  std::vector<Mode> mode;
  arma::vec state;  // of each amplifier: its output, or below it by what is missing to the drop of the diode
  LoopMotion motion;
  LinearSteps steps;
  arma::uvec moving;

  Follower(const RectifiedLoop& of) : loop(of), mode(of.n(), Mode::free), state(of.n(), arma::fill::zeros) {}

  bool has_drop(arma::uword j) const { return loop.network().diode_drop_V > 0.0 && j >= loop.network().n_bank; }
  double floor_V(arma::uword j) const { return loop.lowest_V()(j) - (has_drop(j) ? loop.network().diode_drop_V : 0.0); }

  // From rest with the inputs at 0.
  bool start() {
    const RegressionNetwork& network = loop.network();
    const RegressionDrive& drive = loop.drive();
    const RectifiedLoop quiet(network,
                              {arma::vec(network.n_row, arma::fill::zeros), {}, drive.lowest_V, drive.offset_V});
    const RectifiedPoint point = rectified_point(quiet, false);
    if (point.status == CircuitStatus::undetermined || !quiet.motion(point.sides, motion)) return false;
    state = arma::join_cols(point.bank_V, point.x_V);
    const arma::vec push = motion.at(state);
    for (arma::uword j = 0; j < loop.n(); ++j) {
      if (point.sides[j] == Side::upper) mode[j] = Mode::upper;
      if (point.sides[j] != Side::lower) continue;
      mode[j] = Mode::lower;
      state(j) = floor_V(j);
      // It may rest somewhere on the way up to the drop of its diode.
      const double above_V = has_drop(j) ? loop.network().diode_drop_V + push(j) / motion.leak : 0.0;
      if (!(above_V > 0.0)) continue;
      mode[j] = Mode::below_drop;
      state(j) += above_V;
    }
    // The step of the inputs changes pushes at once.
    for (arma::uword k = 0; k < loop.n(); ++k) {
      if (!prepare()) return false;
      const std::vector<Mode> next = next_modes();
      if (next == mode) return true;
      mode = next;
    }
    return prepare();
  }

  arma::vec outputs() const {
    arma::vec out = state;
    for (arma::uword j = 0; j < out.n_elem; ++j)
      if (mode[j] == Mode::lower || mode[j] == Mode::below_drop) out(j) = loop.lowest_V()(j);
    return out;
  }
  arma::vec drift(const arma::vec& out) const { return motion.slope * out - motion.leak * state + motion.constant; }

  // The steps for the present modes.
  bool prepare() {
    Sides sides(loop.n(), Side::free);
    std::vector<arma::uword> at;
    for (arma::uword j = 0; j < loop.n(); ++j) {
      if (mode[j] == Mode::lower) sides[j] = Side::lower;
      if (mode[j] == Mode::upper) sides[j] = Side::upper;
      if (sides[j] == Side::free) at.push_back(j);
    }
    if (!loop.motion(sides, motion)) return false;
    moving = arma::uvec(at);
    const arma::uword n = moving.n_elem;
    arma::mat rate = motion.slope.submat(moving, moving);
    arma::vec fixed = outputs();  // of those whose outputs stand still
    for (arma::uword p = 0; p < n; ++p) {
      if (mode[moving(p)] == Mode::below_drop)
        rate.col(p).zeros();
      else
        fixed(moving(p)) = 0.0;
    }
    rate.diag() -= motion.leak;
    const double norm = n > 0 ? arma::norm(rate, "inf") : 1.0;
    const double unit = 0.2 / std::max(norm, 0.02);  // in 1 / rate_per_s
    steps.longest_s = unit / loop.rate_per_s();
    arma::mat affine(n + 1, n + 1, arma::fill::zeros);
    affine.submat(0, 0, arma::size(n, n)) = rate;
    affine.submat(0, n, arma::size(n, 1)) = arma::vec(motion.slope * fixed + motion.constant).elem(moving);
    steps.affine.assign(halvings + 1, {});
    steps.affine[halvings] = exponential(affine * std::ldexp(unit, -halvings));
    for (int k = halvings; k-- > 0;) steps.affine[k] = steps.affine[k + 1] * steps.affine[k + 1];
    return steps.affine[0].is_finite();
  }

  // The mode that amplifier j should be in.
  Mode next_mode(arma::uword j, double push) const {
    const double lowest = loop.lowest_V()(j), rounding = 1e-13 * (1.0 + std::abs(lowest));
    switch (mode[j]) {
      case Mode::lower:
        if (push <= rounding || loop.highest_V()(j) == lowest) return Mode::lower;
        return has_drop(j) ? Mode::below_drop : Mode::free;
      case Mode::below_drop:
        if (state(j) < floor_V(j)) return Mode::lower;
        return state(j) > lowest ? Mode::free : Mode::below_drop;
      case Mode::upper:
        return push < -rounding ? Mode::free : Mode::upper;
      case Mode::free:
        break;
    }
    if (state(j) < lowest) return has_drop(j) ? Mode::below_drop : Mode::lower;
    return state(j) > loop.highest_V()(j) ? Mode::upper : Mode::free;
  }

  std::vector<Mode> next_modes() const {
    const arma::vec push = drift(outputs());
    std::vector<Mode> next(mode.size());
    for (arma::uword j = 0; j < mode.size(); ++j) next[j] = next_mode(j, push(j));
    return next;
  }

  // Moves on by one step, or up to a switch; returns the time it took.
  double advance(bool& switched) {
    const arma::vec before = state;
    for (int k = 0;; ++k) {
      state = before;
      if (!moving.is_empty()) state.elem(moving) = steps.step(before.elem(moving), k);
      const std::vector<Mode> next = next_modes();
      switched = next != mode;
      if (switched && k < halvings) continue;
      for (arma::uword j = 0; j < mode.size(); ++j) {
        if (next[j] == mode[j]) continue;
        if (next[j] == Mode::lower) state(j) = floor_V(j);
        if (next[j] == Mode::upper) state(j) = loop.highest_V()(j);
      }
      mode = next;
      return std::ldexp(steps.longest_s, -k);
    }
  }
};

RectifiedTrace::RectifiedTrace(const RectifiedLoop& loop, double stop_s) : n_col_(loop.network().n_col) {
  require(stop_s > 0.0 && std::isfinite(stop_s), "end of a trace must be > 0 s and finite", stop_s);
  constexpr int switch_limit = 20000;
  Follower follower(loop);
  if (!follower.start()) return;
  double time_s = 0.0;
  const auto record = [&](const std::vector<Follower::Mode>& mode) {
    const arma::vec out = follower.outputs();
    arma::vec slope = loop.rate_per_s() * follower.drift(out);
    for (arma::uword j = 0; j < slope.n_elem; ++j)
      if (mode[j] != Follower::Mode::free) slope(j) = 0.0;
    time_s_.push_back(time_s);
    output_V_.push_back(out);
    slope_V_per_s_.push_back(slope);
    return out.is_finite();
  };
  if (!record(follower.mode)) return;
  while (time_s < stop_s && switches_ < switch_limit) {
    bool switched = false;
    const std::vector<Follower::Mode> before = follower.mode;
    time_s += follower.advance(switched);
    if (switched) {
      ++switches_;
      record(before);  // the slopes of the motion up to here
      if (!follower.prepare()) return;
    }
    if (!record(follower.mode)) return;
  }
  complete_ = time_s >= stop_s;
}

arma::vec RectifiedTrace::output_V(double t_s) const {
  if (time_s_.empty()) return {};
  const auto after = std::upper_bound(time_s_.begin(), time_s_.end(), t_s);
  if (after == time_s_.begin()) return output_V_.front();
  if (after == time_s_.end()) return output_V_.back();
  const std::size_t b = static_cast<std::size_t>(after - time_s_.begin()), a = b - 1;
  const double h = time_s_[b] - time_s_[a], s = (t_s - time_s_[a]) / h;
  return (1.0 + 2.0 * s) * (1.0 - s) * (1.0 - s) * output_V_[a] + s * s * (3.0 - 2.0 * s) * output_V_[b] +
         h * s * (1.0 - s) * ((1.0 - s) * slope_V_per_s_[a] - s * slope_V_per_s_[b]);
}

double RectifiedTrace::settling_time_s(const arma::vec& end_V, double tolerance) const {
  const double within_V = tolerance * arma::abs(end_V).max();
  const auto far = [&](const arma::vec& out) { return arma::abs(out.tail(n_col_) - end_V).max() > within_V; };
  std::size_t k = time_s_.size();
  while (k > 0 && !far(output_V_[k - 1])) --k;
  if (k == 0) return 0.0;
  if (k == time_s_.size()) return NAN;
  double out_s = time_s_[k - 1], in_s = time_s_[k];
  for (int halving = 0; halving < 40; ++halving) {
    const double middle_s = 0.5 * (out_s + in_s);
    (far(output_V(middle_s)) ? out_s : in_s) = middle_s;
  }
  return in_s;
}

double settling_time_s(const RectifiedLoop& loop, const RectifiedPoint& point, double tolerance) {
  require(tolerance > 0.0 && tolerance < 1.0, "settling tolerance must be > 0 and < 1", tolerance);
  if (point.status != CircuitStatus::settled && point.status != CircuitStatus::saturated) return NAN;
  const double slowest = std::isfinite(point.slowest_rate_per_s) ? point.slowest_rate_per_s : loop.rate_per_s();
  double stop_s = 2.0 * std::log(2.0 / tolerance) / slowest;
  for (int longer = 0; longer < 5; ++longer, stop_s *= 2.0) {
    const RectifiedTrace trace(loop, stop_s);
    if (!trace.complete()) return NAN;
    // An output may still leave its limit. The time counts only if the trace also comes within 0.3 of the tolerance.
    if (!std::isnan(trace.settling_time_s(point.x_V, 0.3 * tolerance)))
      return trace.settling_time_s(point.x_V, tolerance);
  }
  return NAN;
}

}  // namespace ohmimo::rram
