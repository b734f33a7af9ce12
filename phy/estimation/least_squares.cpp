#include "phy/estimation/least_squares.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace ohmimo {
namespace {

// Places of the estimates are centre + period * n.
struct EstimatePlaces {
  double centre = 0.0, period = 1.0;
  std::size_t n = 1;

  LinePoint around(int subcarrier) const {
    const double place = std::clamp((subcarrier - centre) / period, 0.0, static_cast<double>(n - 1));
    const std::size_t left = std::min(static_cast<std::size_t>(place), n < 2 ? 0 : n - 2);
    return {left, std::min(left + 1, n - 1), place - static_cast<double>(left)};
  }
};

}  // namespace

LinePoint point_between(const std::vector<double>& places, double place) {
  if (place <= places.front()) return {};
  const std::size_t last = places.size() - 1;
  if (place >= places.back()) return {last, last, 0.0};
  const std::size_t right = std::ranges::upper_bound(places, place) - places.begin();
  return {right - 1, right, (place - places[right - 1]) / (places[right] - places[right - 1])};
}

void least_squares_filter(const PilotGrid& pilots, int user, const SubcarrierRange& range, std::size_t block,
                          BlockFilter& filter) {
  const UserPilots& own = pilots.user(user);
  const std::vector<int>& comb = pilots.combs()[own.comb];
  const std::size_t n_code = comb.size(), n_used = std::min(n_lane, range.n - block * n_lane);
  const EstimatePlaces places = {std::accumulate(comb.begin(), comb.end(), 0.0) / static_cast<double>(n_code),
                                 static_cast<double>(pilots.period()),
                                 static_cast<std::size_t>(pilots.grid().n_subcarrier() / pilots.period())};
  std::array<LinePoint, n_lane> points;
  for (std::size_t c = 0; c < n_used; ++c)
    points[c] = places.around(range.first + static_cast<int>(block * n_lane + c) * range.step);
  const std::size_t low = points[0].left, high = points[n_used - 1].right;
  filter.reset(low * n_code, (high - low + 1) * n_code);
  for (std::size_t c = 0; c < n_used; ++c) {
    const double right = points[c].right_share, left = 1.0 - right;
    for (std::size_t k = 0; k < n_code; ++k) {
      const std::complex<double> inverse = std::conj(std::complex<double>(own.frequency_code[k])) / double(n_code);
      const auto add = [&](std::size_t estimate, double share) {
        float* weight = filter.weights.data() + ((estimate - low) * n_code + k) * 2 * n_lane + c;
        weight[0] += static_cast<float>(share * inverse.real());
        weight[n_lane] += static_cast<float>(share * inverse.imag());
      };
      add(points[c].left, left);
      add(points[c].right, right);
    }
    const bool one = points[c].left == points[c].right;
    filter.power[c] = (one ? 1.0 : left * left + right * right) / static_cast<double>(n_code);
  }
}

}  // namespace ohmimo
