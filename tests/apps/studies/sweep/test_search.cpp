// The search for a target, driven on curves that are known.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "apps/studies/sweep/search.hpp"

namespace test_search {

using namespace ohmimo::sweep;

using Curves = std::vector<std::function<double(double snr_db)>>;

// Counts what is asked for until nothing is.
std::vector<SearchedPoint> searched(const SearchSpec& spec, const Curves& curves) {
  std::vector<SearchedPoint> done;
  for (int round = 0; round < 60; ++round) {
    const std::vector<SearchPoint> wanted = next_points(spec, done);
    if (wanted.empty()) return done;
    for (const SearchPoint& point : wanted) {
      SearchedPoint& counted = done.emplace_back(SearchedPoint{point, {}});
      for (const auto& curve : curves) counted.ber.push_back(curve(point.snr_db));
    }
  }
  FAIL("the search does not end");
  return done;
}

bool has_final(const std::vector<SearchedPoint>& done, double snr_db) {
  for (const SearchedPoint& point : done)
    if (point.point == SearchPoint{"final", snr_db}) return true;
  return false;
}

// Falls through the target 1e-3 at place_db.
std::function<double(double)> falling(double place_db, double per_db = 1.0) {
  return [=](double snr_db) { return std::min(0.5, 1e-3 * std::exp(-per_db * (snr_db - place_db))); };
}

SearchSpec spec_of(std::size_t n_curve, double start_db, bool straight) {
  return {1e-3, -20.0, 70.0, {start_db}, std::vector<bool>(n_curve, straight)};
}

TEST_CASE("search: two finals around the crossing, a third without a closed form, from any start") {
  for (const double start_db : {10.0, -15.0, 40.0, 12.3})
    for (const bool straight : {true, false}) {
      const auto done = searched(spec_of(1, start_db, straight), {falling(10.84)});
      CHECK(has_final(done, 10.5));
      CHECK(has_final(done, 11.0));
      CHECK(has_final(done, 11.5) != straight);
      CHECK(done.size() < 20);
    }
}

TEST_CASE("search: curves far apart each get their points; one above the target everywhere gets none") {
  const Curves curves = {falling(3.2), falling(17.7, 0.4), [](double) { return 5e-3; }};
  const auto done = searched(spec_of(3, 3.0, true), curves);
  for (const double snr_db : {3.0, 3.5, 17.5, 18.0}) CHECK(has_final(done, snr_db));
  double highest_db = 0.0;
  for (const SearchedPoint& point : done) {
    highest_db = std::max(highest_db, point.point.snr_db);
    CHECK((point.point.role == "probe" || point.point.snr_db < 19.0));
  }
  CHECK(highest_db == 70.0);  // up to where a search goes
}

TEST_CASE("search: below the target everywhere ends at the lowest SNR") {
  const auto done = searched(spec_of(1, 3.0, true), {[](double) { return 1e-6; }});
  double lowest_db = 0.0;
  for (const SearchedPoint& point : done) lowest_db = std::min(lowest_db, point.point.snr_db);
  CHECK(lowest_db == -20.0);
}

TEST_CASE("search: a curve that falls and rises again is met where it first falls") {
  const auto bathtub = [](double snr_db) { return 1e-4 + 4e-4 * std::pow(snr_db - 12.0, 2) / 4.0; };
  const auto done = searched(spec_of(1, 9.0, true), {bathtub});  // 1e-3 at 9 and 15 dB
  CHECK((has_final(done, 9.0) || has_final(done, 8.5)));
  CHECK_FALSE(has_final(done, 15.0));
}

TEST_CASE("search: probes that lie about the side are corrected by finals") {
  const auto truth = falling(10.1);
  std::vector<SearchedPoint> done;
  const SearchSpec spec = spec_of(1, 11.0, true);
  for (int round = 0; round < 30; ++round) {
    const auto wanted = next_points(spec, done);
    if (wanted.empty()) break;
    for (const SearchPoint& point : wanted)  // a probe at 11 dB that claims to be above the target
      done.push_back({point, {point.role == "probe" && point.snr_db == 11.0 ? 2e-3 : truth(point.snr_db)}});
  }
  CHECK(has_final(done, 10.0));
  CHECK(has_final(done, 10.5));
}

TEST_CASE("search: depends on what is counted alone, not on its order") {
  const Curves curves = {falling(3.2), falling(9.9)};
  const SearchSpec spec = spec_of(2, 3.0, false);
  auto done = searched(spec, curves);
  for (std::size_t n = 1; n < done.size(); ++n) {
    std::vector<SearchedPoint> some(done.begin(), done.begin() + static_cast<std::ptrdiff_t>(n));
    const auto forward = next_points(spec, some);
    std::ranges::reverse(some);
    CHECK(next_points(spec, some) == forward);
  }
}

}  // namespace test_search
