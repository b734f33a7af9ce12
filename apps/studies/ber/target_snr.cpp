#include "apps/studies/ber/target_snr.hpp"

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <functional>

#include "apps/plot/ber_plot.hpp"

namespace ohmimo::ber {
namespace {

// The two points and how the curve runs between them.
struct Stretch {
  const BerRow &left, &right;
  std::function<double(double snr_db)> log_theory;  // 0 where there is none
  double bend = 0.0;                                // of log BER over closed form: half its second derivative, 1/dB^2
};

// log BER at snr_db of the curve through the values left and right.
double log_ber(const Stretch& stretch, double left, double right, double snr_db) {
  const double a = stretch.left.snr_db, b = stretch.right.snr_db, share = (snr_db - a) / (b - a);
  const double at_a = std::log(left) - stretch.log_theory(a), at_b = std::log(right) - stretch.log_theory(b);
  return stretch.log_theory(snr_db) + at_a + share * (at_b - at_a) + stretch.bend * (snr_db - a) * (snr_db - b);
}

// Where the curve through left and right meets the target; nothing if not between the points.
std::optional<double> crossing_db(const Stretch& stretch, double left, double right, double target_ber) {
  if (!(left >= target_ber && right < target_ber && right > 0.0)) return std::nullopt;
  const auto above = [&](double snr_db) { return log_ber(stretch, left, right, snr_db) - std::log(target_ber); };
  if (above(stretch.left.snr_db) <= 0.0) return stretch.left.snr_db;
  std::uintmax_t steps = 100;
  const auto [low, high] = boost::math::tools::bisect(
      above, stretch.left.snr_db, stretch.right.snr_db, [](double a, double b) { return b - a < 1e-6; }, steps);
  return 0.5 * (low + high);
}

bool has_theory(const BerRow& row) {
  return row.theory && *row.theory > 0.0;
}

// The rows of one curve, by rising SNR, those with errors.
std::vector<BerRow> rows_of(const Run& run, std::size_t curve, const std::vector<BerRow>& rows) {
  std::vector<BerRow> found;
  for (std::size_t k = curve; k < rows.size(); k += run.curves.size())
    if (rows[k].interval.ber > 0.0) found.push_back(rows[k]);
  return found;
}

// The bend by which a straight line through points k and k + 1 misses its neighbours, on average.
std::optional<double> bend_of(const Stretch& straight, const std::vector<BerRow>& rows, std::size_t k) {
  double sum = 0.0;
  int n = 0;
  for (const std::size_t other : {k - 1, k + 2}) {  // k - 1 of the first point is out of range too
    if (other >= rows.size()) continue;
    const double snr_db = rows[other].snr_db, a = straight.left.snr_db, b = straight.right.snr_db;
    const double line = log_ber(straight, straight.left.interval.ber, straight.right.interval.ber, snr_db);
    sum += (std::log(rows[other].interval.ber) - line) / ((snr_db - a) * (snr_db - b));
    ++n;
  }
  return n > 0 ? std::optional(sum / n) : std::nullopt;
}

bool is_gap(const Stretch& stretch, const std::vector<BerRow>& rows) {
  std::vector<double> snr_db;
  for (const BerRow& row : rows) snr_db.push_back(row.snr_db);
  return stretch.right.snr_db - stretch.left.snr_db > plot::widest_step_db(snr_db);
}

// Without a closed form the curve is taken as a parabola, and may be as far from it as that is from a straight line.
TargetSnr by_parabola(const Stretch& straight, const std::vector<BerRow>& rows, std::size_t k, double target_ber) {
  const BerRow &left = straight.left, &right = straight.right;
  TargetSnr found{0.0, {}, {}, left.snr_db, right.snr_db};
  Stretch curved = straight;
  const double line_db = *crossing_db(straight, left.interval.ber, right.interval.ber, target_ber);
  const std::optional<double> bend = bend_of(straight, rows, k);
  curved.bend = bend.value_or(0.0);
  found.snr_db = *crossing_db(curved, left.interval.ber, right.interval.ber, target_ber);
  if (!bend || is_gap(straight, rows)) return found;  // two points alone, or far apart: anywhere between them
  const double doubt_db = std::abs(found.snr_db - line_db);
  if (const auto low_db = crossing_db(curved, left.interval.low, right.interval.low, target_ber))
    found.low_db = std::max(*low_db - doubt_db, left.snr_db);
  if (const auto high_db = crossing_db(curved, left.interval.high, right.interval.high, target_ber))
    found.high_db = std::min(*high_db + doubt_db, right.snr_db);
  return found;
}

TargetSnr by_closed_form(const Stretch& stretch, double target_ber) {
  const BerInterval &left = stretch.left.interval, &right = stretch.right.interval;
  return {*crossing_db(stretch, left.ber, right.ber, target_ber), crossing_db(stretch, left.low, right.low, target_ber),
          crossing_db(stretch, left.high, right.high, target_ber), stretch.left.snr_db, stretch.right.snr_db};
}

}  // namespace

std::vector<BerRow> by_blocks(std::vector<BerRow> rows) {
  for (BerRow& row : rows) {
    row.interval = row.block_interval;
    row.theory.reset();
  }
  return rows;
}

std::optional<TargetSnr> target_snr(const Run& run, std::size_t curve, const std::vector<BerRow>& rows,
                                    double target_ber) {
  const std::vector<BerRow> points = rows_of(run, curve, rows);
  for (std::size_t k = 0; k + 1 < points.size(); ++k) {
    const BerRow &left = points[k], &right = points[k + 1];
    if (!(left.interval.ber >= target_ber && right.interval.ber < target_ber)) continue;
    if (has_theory(left) && has_theory(right)) {
      const auto log_theory = [&](double snr_db) { return std::log(*run.theory[curve].ber(run.noise_var(snr_db))); };
      return by_closed_form({left, right, log_theory}, target_ber);
    }
    return by_parabola({left, right, [](double) { return 0.0; }}, points, k, target_ber);
  }
  return std::nullopt;
}

}  // namespace ohmimo::ber
