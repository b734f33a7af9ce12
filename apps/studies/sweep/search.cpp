#include "apps/studies/sweep/search.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace ohmimo::sweep {
namespace {

struct Known {
  bool is_final;
  double ber;
};
using Curve = std::map<double, Known>;  // over SNR in dB; of two points at one SNR the final

Curve curve_of(const std::vector<SearchedPoint>& done, std::size_t k) {
  Curve curve;
  for (const SearchedPoint& searched : done) {
    const bool is_final = searched.point.role == "final";
    const auto [place, is_new] = curve.try_emplace(searched.point.snr_db, Known{is_final, searched.ber[k]});
    if (!is_new && is_final) place->second = {true, searched.ber[k]};
  }
  return curve;
}

// The first point below the target after one that is not; end() if there is none.
Curve::const_iterator first_below(const Curve& curve, double target) {
  for (auto right = std::next(curve.begin()); right != curve.end(); ++right)
    if (right->second.ber < target && std::prev(right)->second.ber >= target) return right;
  return curve.end();
}

double on_lattice(double snr_db, double step_db) {
  return std::floor(snr_db / step_db + 1e-9) * step_db;
}

class Search {
 public:
  Search(const SearchSpec& spec, const std::vector<SearchedPoint>& done) : spec_(spec) {
    for (const SearchedPoint& searched : done) asked_.insert(searched.point);
  }

  void look_at(const Curve& curve, bool straight) {
    const auto right = first_below(curve, spec_.target_ber);
    if (right == curve.end()) return widen(curve);
    const auto left = std::prev(right);
    const double gap_db = right->first - left->first;
    if (gap_db > probe_step_db + 1e-9)
      want("probe", left->first + std::max(1.0, std::floor(gap_db / 2.0 / probe_step_db)) * probe_step_db);
    else if (left->second.is_final && right->second.is_final && gap_db <= final_step_db + 1e-9)
      finish(curve, left, straight);
    else
      measure(left, right);
  }

  std::vector<SearchPoint> wanted() const { return {wanted_.begin(), wanted_.end()}; }

 private:
  // All on one side of the target: as far again beyond the outermost point.
  void widen(const Curve& curve) {
    const double low = curve.begin()->first, high = curve.rbegin()->first;
    const double reach_db = std::max(2.0 * probe_step_db, high - low);
    if (curve.begin()->second.ber >= spec_.target_ber) {
      if (high < spec_.high_db) want("probe", std::min(high + reach_db, on_lattice(spec_.high_db, probe_step_db)));
    } else if (low > spec_.low_db) {
      want("probe", std::max(low - reach_db, on_lattice(spec_.low_db, probe_step_db)));
    }
  }

  // Finals around the place that a straight line of log BER says.
  void measure(Curve::const_iterator left, Curve::const_iterator right) {
    double share = 0.5;
    if (right->second.ber > 0.0)
      share = std::log(left->second.ber / spec_.target_ber) / std::log(left->second.ber / right->second.ber);
    const double place_db = left->first + share * (right->first - left->first);
    const double below_db = std::clamp(on_lattice(place_db, final_step_db), left->first, right->first - final_step_db);
    want("final", below_db);
    want("final", below_db + final_step_db);
  }

  void finish(const Curve& curve, Curve::const_iterator left, bool straight) {
    if (straight) return;
    const auto right = std::next(left);
    const auto is_final = [&](double snr_db) {
      const auto place = curve.find(snr_db);
      return place != curve.end() && place->second.is_final;
    };
    const double before_db = left->first - final_step_db, after_db = right->first + final_step_db;
    if (is_final(before_db) || is_final(after_db)) return;
    // Beyond the nearer end, where the BER is higher if both are as near.
    const bool near_left =
        left->second.ber / spec_.target_ber <= spec_.target_ber / std::max(right->second.ber, 1e-300);
    want("final", near_left ? before_db : after_db);
  }

  void want(std::string role, double snr_db) {
    SearchPoint point{std::move(role), snr_db};
    if (!asked_.contains(point)) wanted_.insert(std::move(point));
  }

  const SearchSpec& spec_;
  std::set<SearchPoint> asked_, wanted_;
};

}  // namespace

std::vector<SearchPoint> next_points(const SearchSpec& spec, const std::vector<SearchedPoint>& done) {
  if (done.empty()) {
    std::set<SearchPoint> first;
    for (const double start_db : spec.start_db)
      for (const double step : {0.0, 1.0})
        first.insert(
            {"probe", std::clamp(on_lattice(start_db, probe_step_db) + step * probe_step_db,
                                 on_lattice(spec.low_db, probe_step_db), on_lattice(spec.high_db, probe_step_db))});
    return {first.begin(), first.end()};
  }
  Search search(spec, done);
  for (std::size_t k = 0; k < done.front().ber.size(); ++k) search.look_at(curve_of(done, k), spec.straight[k]);
  return search.wanted();
}

}  // namespace ohmimo::sweep
