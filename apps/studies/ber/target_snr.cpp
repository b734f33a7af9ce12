#include "apps/studies/ber/target_snr.hpp"

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <functional>

namespace ohmimo::ber {
namespace {

// The two points and how the curve runs between them.
struct Stretch {
  const BerRow &left, &right;
  std::function<double(double snr_db)> log_theory;  // 0 where there is none
};

// log BER at snr_db of the curve through the values left and right.
double log_ber(const Stretch& stretch, double left, double right, double snr_db) {
  const double a = stretch.left.snr_db, b = stretch.right.snr_db, share = (snr_db - a) / (b - a);
  const double at_a = std::log(left) - stretch.log_theory(a), at_b = std::log(right) - stretch.log_theory(b);
  return stretch.log_theory(snr_db) + at_a + share * (at_b - at_a);
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

std::function<double(double)> log_theory(const Run& run, std::size_t curve, const BerRow& left, const BerRow& right) {
  const auto usable = [](const BerRow& row) { return row.theory && *row.theory > 0.0; };
  if (!usable(left) || !usable(right)) return [](double) { return 0.0; };
  return [&run, curve](double snr_db) { return std::log(*run.theory[curve].ber(run.noise_var(snr_db))); };
}

}  // namespace

std::optional<TargetSnr> target_snr(const Run& run, std::size_t curve, const std::vector<BerRow>& rows,
                                    double target_ber) {
  const std::size_t n_curve = run.curves.size();
  for (std::size_t k = curve; k + n_curve < rows.size(); k += n_curve) {
    const BerRow &left = rows[k], &right = rows[k + n_curve];
    const Stretch stretch = {left, right, log_theory(run, curve, left, right)};
    const std::optional<double> snr_db = crossing_db(stretch, left.interval.ber, right.interval.ber, target_ber);
    if (!snr_db) continue;
    return TargetSnr{*snr_db, crossing_db(stretch, left.interval.low, right.interval.low, target_ber),
                     crossing_db(stretch, left.interval.high, right.interval.high, target_ber), left.snr_db,
                     right.snr_db};
  }
  return std::nullopt;
}

}  // namespace ohmimo::ber
