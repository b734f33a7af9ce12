#include "apps/studies/penalty/penalty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "apps/studies/penalty/crossing.hpp"
#include "apps/studies/penalty/curve_search.hpp"
#include "apps/theory/theory.hpp"
#include "phy/units.hpp"

namespace ohmimo::penalty {
namespace {

using Status = PenaltyResult::Status;
using Stop = PenaltyResult::Stop;

// Before an interval is believed: errors come from few channels, and the worst have to be among those seen.
constexpr std::size_t fewest_frames = 256;

class Measurement {
 public:
  Measurement(const PairModel& model, const PenaltyRule& rule, const PenaltyControl& control)
      : rule_(rule), progress_(control.progress), run_(model, control.run) {
    // About 100 errors at the target.
    const double frames = std::clamp(100.0 / (rule.target_ber * model.bits_per_frame), 16.0, 1e9);
    pilot_frames_ = std::min<std::size_t>(static_cast<std::size_t>(frames), rule.max_frames);
  }

  PenaltyResult result() {
    if (find_reference()) measure();
    result_.bits = run_.bits();
    result_.seconds = run_.seconds();
    return result_;
  }

 private:
  struct Enclosure {
    double a_db = 0.0, step_db = 0.0;
    std::size_t n_frame = 0;

    void put(double centre_db, double fall_per_db) {
      step_db = std::clamp(0.1 / std::max(fall_per_db, 0.01), 0.03, 0.3);
      a_db = centre_db - 0.5 * step_db;
    }
  };

  // More frames at these SNRs, in portions between which progress is shown.
  bool grow(std::span<const double> es_n0_db, std::size_t n_frame) {
    constexpr std::size_t portion = 64;
    const std::size_t done = run_.frames(es_n0_db);
    for (std::size_t n = done; n < n_frame;) {
      n = std::min(n + portion, n_frame);
      if (!run_.extend(es_n0_db, n)) {
        result_.stop = run_.interrupted() ? Stop::interrupted : Stop::time;
        return false;
      }
      if (progress_) progress_(static_cast<double>(n) / static_cast<double>(std::max(n_frame, planned_frames_)));
    }
    return true;
  }

  // BER of the analogue detector over the first n_frame frames.
  PairedBer tested(double es_n0_db, std::size_t n_frame) const {
    const std::span<const PairErrors> counts = run_.counts(es_n0_db).first(n_frame);
    const bool exact = run_.model().theory_is_exact;
    PairedBer ber;
    if (exact) ber.exact = run_.model().theory(linear_from_db(es_n0_db));
    for (const PairErrors& e : counts)
      ber.counted.push_back((static_cast<double>(e.tested) - (exact ? e.reference : 0.0)) /
                            run_.model().bits_per_frame);
    return ber;
  }

  PairedBer counted_reference(double es_n0_db, std::size_t n_frame) const {
    PairedBer ber;
    for (const PairErrors& e : run_.counts(es_n0_db).first(n_frame))
      ber.counted.push_back(e.reference / run_.model().bits_per_frame);
    return ber;
  }

  PairedBer target(std::size_t n_frame) const {
    return run_.model().theory_is_exact ? PairedBer{rule_.target_ber, {}}
                                        : counted_reference(result_.es_n0_db, n_frame);
  }

  // Of dB over ln BER of the closed form about the reference point: from l = f d + g d^2, d in dB, follows
  // d = (l - (g / f^2) l^2) / f.
  double closed_form_curvature() const {
    const auto log_ber = [&](double offset_db) {
      return std::log(run_.model().theory(linear_from_db(result_.es_n0_db + offset_db)));
    };
    const double before = log_ber(-0.5), at = log_ber(0.0), after = log_ber(0.5);
    const double f = after - before, g = 2.0 * (after - 2.0 * at + before);
    return -g / (f * f);
  }

  // ln(BER / target), with half an error where none was counted.
  double log_excess(const PairedBer& ber, std::size_t n_frame) const {
    const double least = 0.5 / (static_cast<double>(n_frame) * run_.model().bits_per_frame);
    return std::log(std::max(ber.mean(), least) / rule_.target_ber);
  }

  bool find_reference() {
    const PairModel& model = run_.model();
    result_.reference_ber = rule_.target_ber;
    if (model.theory) {
      result_.es_n0_db = required_es_n0_db(model.theory, rule_.target_ber);
      curvature_ = closed_form_curvature();
      return true;
    }
    const CurveFunction excess = [&](double es_n0_db) -> std::optional<double> {
      if (!grow({&es_n0_db, 1}, pilot_frames_)) return std::nullopt;
      return log_excess(counted_reference(es_n0_db, pilot_frames_), pilot_frames_);
    };
    const CurveZero zero = find_zero(excess, model.start_db, {-60.0, 60.0});
    if (zero.place == CurveZero::Place::above)
      throw std::invalid_argument(
          fmt::format("{} must be one that the digital detector reaches by Es/N0 = 60 dB, got {:g}",
                      rule_.rate == "BER" ? "target-ber" : "target-bler", rule_.target_ber));
    result_.es_n0_db = zero.x_db;
    return zero.place == CurveZero::Place::found;
  }

  void measure() {
    const double limit_db = result_.es_n0_db + rule_.max_penalty_db;
    const CurveFunction excess = [&](double es_n0_db) -> std::optional<double> {
      if (es_n0_db >= limit_db) return excess_at_limit(limit_db);
      if (!grow({&es_n0_db, 1}, pilot_frames_)) return std::nullopt;
      return log_excess(tested(es_n0_db, pilot_frames_), pilot_frames_);
    };
    const CurveZero zero = find_zero(excess, result_.es_n0_db, {result_.es_n0_db - 20.0, limit_db});
    if (zero.place == CurveZero::Place::above) result_.stop = Stop::width, result_.status = Status::not_reached;
    if (zero.place == CurveZero::Place::found) enclose(zero);
  }

  // As excess, with more frames until it is 3 standard errors from zero. Tells whether the curve has a floor above the
  // target.
  std::optional<double> excess_at_limit(double limit_db) {
    const std::size_t most = std::min<std::size_t>(64 * pilot_frames_, rule_.max_frames);
    for (std::size_t n = pilot_frames_;; n = std::min(4 * n, most)) {
      if (!grow({&limit_db, 1}, n)) return std::nullopt;
      const PairedBer ber = tested(limit_db, n);
      result_.ber_at_limit = ber.mean();
      if (std::abs(ber.mean() - rule_.target_ber) > 3.0 * ber.standard_error()) return log_excess(ber, n);
      if (n == most) {
        result_.stop = Stop::frames;
        return std::nullopt;
      }
    }
  }

  // Two SNRs a tenth of a neper apart in BER, so close that the curve between them is straight within 0.001 dB, and
  // more and more frames on them. They follow a crossing that turns out to lie outside.
  void enclose(const CurveZero& zero) {
    int moves_left = 10;
    Enclosure at;
    at.put(zero.x_db, zero.fall_per_db);
    at.n_frame = std::min<std::size_t>(std::max<std::size_t>(pilot_frames_, 64), rule_.max_frames);
    for (;;) {
      std::vector<double> points = {at.a_db, at.a_db + at.step_db};
      if (!run_.model().theory_is_exact) points.push_back(result_.es_n0_db);
      if (!grow(points, at.n_frame)) return;
      const Crossing crossing = find_crossing(
          {at.step_db, tested(points[0], at.n_frame), tested(points[1], at.n_frame), target(at.n_frame), curvature_});
      const double off_centre_db = crossing.x_db - 0.5 * at.step_db;
      const bool inside = crossing.resolved && std::abs(off_centre_db) <= 0.75 * at.step_db;
      if (crossing.resolved && !inside && moves_left-- > 0) {
        // Never further than a few steps at once: the line is right only near the two points.
        at.put(at.a_db + 0.5 * at.step_db + std::clamp(off_centre_db, -4.0 * at.step_db, 4.0 * at.step_db),
               crossing.fall_per_db);
        continue;
      }
      if (inside) set_result(at, crossing);
      if (enough(at, inside ? crossing.half_width_db : INFINITY)) return;
    }
  }

  // Is this the last look? If not, plans the frames of the next one.
  bool enough(Enclosure& at, double half_width_db) {
    const double goal_db = std::max(rule_.half_width_db, rule_.relative_width * std::abs(result_.penalty_db));
    const double ratio = std::pow(half_width_db / goal_db, 2);
    const bool many = at.n_frame >= fewest_frames && errors(at.a_db + at.step_db, at.n_frame) >= rule_.min_errors;
    const bool narrow = ratio <= 1.0 && many;
    if (narrow || at.n_frame >= rule_.max_frames) {
      result_.stop = narrow ? Stop::width : Stop::frames;
      return true;
    }
    const double grown = ratio <= 1.0 ? 2.0 : std::clamp(1.1 * ratio, 1.25, 4.0);
    const auto frames = [&](double times) {
      return static_cast<std::size_t>(std::min(times * static_cast<double>(at.n_frame), 1.0 * rule_.max_frames));
    };
    planned_frames_ = frames(ratio);
    at.n_frame = frames(grown);
    return false;
  }

  void set_result(const Enclosure& at, const Crossing& crossing) {
    result_.status = Status::reached;
    result_.penalty_db = at.a_db + crossing.x_db - result_.es_n0_db;
    result_.low_db = result_.penalty_db - crossing.half_width_db;
    result_.high_db = result_.penalty_db + crossing.half_width_db;
    result_.reference_ber = target(at.n_frame).mean();
    result_.frames = at.n_frame;
    result_.channels = static_cast<std::uint64_t>(static_cast<double>(at.n_frame) * run_.model().channels_per_frame);
  }

  std::uint64_t errors(double es_n0_db, std::size_t n_frame) const {
    std::uint64_t sum = 0;
    for (const PairErrors& e : run_.counts(es_n0_db).first(n_frame)) sum += e.tested;
    return sum;
  }

  PenaltyRule rule_;
  std::function<void(double)> progress_;
  PairRun run_;
  std::size_t pilot_frames_ = 0, planned_frames_ = 0;
  double curvature_ = 0.0;
  PenaltyResult result_;
};

}  // namespace

void check(const PenaltyRule& rule) {
  const auto require = [](bool ok, std::string_view sentence, double value) {
    if (!ok) throw std::invalid_argument(fmt::format("{}, got {:g}", sentence, value));
  };
  require(rule.target_ber >= 1e-6 && rule.target_ber <= 0.2,
          rule.rate == "BER" ? "target-ber must be from 1e-6 to 0.2" : "target-bler must be from 1e-6 to 0.2",
          rule.target_ber);
  require(rule.half_width_db >= 0.001 && rule.half_width_db <= 1.0, "half-width-db must be from 0.001 to 1 dB",
          rule.half_width_db);
  require(rule.max_penalty_db >= 0.5 && rule.max_penalty_db <= 40.0, "max-penalty-db must be from 0.5 to 40 dB",
          rule.max_penalty_db);
  require(rule.relative_width >= 0.0 && rule.relative_width < 1.0, "relative width must be >= 0 and < 1",
          rule.relative_width);
}

std::string_view status_name(PenaltyResult::Status status) {
  switch (status) {
    case Status::reached:
      return "reached";
    case Status::not_reached:
      return "not reached";
    case Status::undecided:
      return "undecided";
  }
  return "?";
}

std::string_view stop_name(PenaltyResult::Stop stop) {
  switch (stop) {
    case Stop::width:
      return "width";
    case Stop::frames:
      return "frames";
    case Stop::time:
      return "time";
    case Stop::interrupted:
      return "interrupted";
  }
  return "?";
}

PenaltyResult measure_penalty(const PairModel& model, const PenaltyRule& rule, const PenaltyControl& control) {
  check(rule);
  return Measurement(model, rule, control).result();
}

}  // namespace ohmimo::penalty
