// Models that give out recorded channels.
#include <doctest/doctest.h>

#include <algorithm>
#include <complex>
#include <numbers>
#include <stdexcept>

#include "channel/recorded.hpp"
#include "phy/grid/slot_grid.hpp"

using namespace ohmimo;

namespace {

using Complex = std::complex<float>;

std::shared_ptr<ChannelRecord> record_of(std::size_t slots, std::size_t symbols, std::size_t subcarriers) {
  auto record = std::make_shared<ChannelRecord>(
      ChannelRecord{.n_slot = slots, .n_symbol = symbols, .n_subcarrier = subcarriers, .n_rx = 3, .n_user = 2});
  record->scs_hz = 30e3;
  for (std::size_t k = 0; k < record->n_matrix() * 6; ++k)
    record->h.emplace_back(std::cos(0.1f * static_cast<float>(k * k % 97)),
                           std::sin(0.3f * static_cast<float>(k % 89)));
  return record;
}

// sum over paths of gain exp(-j 2 pi f tau), in double precision.
std::complex<double> response(const PathSet& paths, std::size_t time, std::size_t user, std::size_t rx, double f_hz) {
  std::complex<double> sum = 0.0;
  for (std::size_t path = 0; path < paths.n_path; ++path)
    sum += std::complex<double>(paths.gains(time, user, path)[rx]) *
           std::polar(1.0, -2.0 * std::numbers::pi * f_hz * paths.delay_s[paths.row(user, path)]);
  return sum;
}

}  // namespace

TEST_CASE("recorded matrices come in order and then again") {
  const auto record = record_of(5, 1, 1);
  const FadingLaw law = recorded_law(record);
  CHECK_FALSE(law.make_paths);
  CHECK(law.summary.starts_with("5 matrices of a file in order, then again from the first"));
  const auto model = law.make({3, 2});
  MatrixBatch h(3, 3, 2);
  for (std::uint32_t frame = 0; frame < 4; ++frame) {
    model->draw({99, 7, frame}, h);  // whatever seed and point
    for (std::size_t c = 0; c < 3; ++c) CHECK(h.get(c, 2, 1) == record->matrix((3 * frame + c) % 5)[2 * 2 + 1]);
  }
  CHECK_THROWS_WITH_AS(law.make({2, 3}), "rx and users must be 3 and 2, as the channel file has them, got 2 and 3",
                       std::invalid_argument);
}

TEST_CASE("recorded paths stay over a slot") {
  auto record = std::make_shared<ChannelRecord>(ChannelRecord{.n_slot = 2, .n_rx = 3, .n_user = 2, .n_path = 2});
  for (int k = 0; k < 24; ++k) record->gain.emplace_back(static_cast<float>(k), 1.f);
  for (int k = 0; k < 8; ++k) record->delay_s.push_back(1e-8 * k);
  const auto model = recorded_law(record).make_paths({3, 2});
  PathSet paths;
  const double times[] = {0.0, 1e-4};
  model->draw({1, 0, 3}, times, paths);  // slot 1
  CHECK(paths.n_time == 2);
  for (const std::size_t time : {0u, 1u}) CHECK(paths.gains(time, 1, 0)[2] == Complex(12.f + 6 + 2, 1.f));
  CHECK(paths.delay_s[paths.row(1, 1)] == 7e-8);
  CHECK(paths.power[paths.row(1, 0)] == doctest::Approx((18.0 * 18 + 19 * 19 + 20 * 20 + 3) / 3));
  CHECK(model->summary().starts_with("paths, constant over a slot, of 2 slot(s) of a file in order"));
  CHECK_THROWS_AS(recorded_law(record).make_paths({3, 3}), std::invalid_argument);
}

TEST_CASE("recorded subcarriers are met exactly, on a smaller grid too") {
  const auto record = record_of(2, 3, 36);
  const auto model = recorded_law(record).make_paths({3, 2});
  PathSet paths;
  const std::vector<double> times = SlotGrid{.scs_khz = 30, .n_symbol = 3}.symbol_times_s();
  model->draw({1, 0, 1}, times, paths);
  for (const int n_prb : {3, 1}) {
    const SlotGrid grid{.scs_khz = 30, .n_prb = n_prb, .n_symbol = 3};
    const std::size_t offset = (36 - static_cast<std::size_t>(grid.n_subcarrier())) / 2;
    double worst = 0.0;
    for (std::size_t t = 0; t < 3; ++t)
      for (int k = 0; k < grid.n_subcarrier(); ++k)
        for (std::size_t rx = 0; rx < 3; ++rx) {
          const Complex stored = record->matrix((1 * 3 + t) * 36 + offset + static_cast<std::size_t>(k))[rx * 2 + 1];
          worst =
              std::max(worst, std::abs(response(paths, t, 1, rx, grid.frequency_hz(k)) - std::complex<double>(stored)));
        }
    // 36 gains of single precision, about 1 in all: 36 x 6e-8 at most.
    CHECK(worst < 2.2e-6);
  }
  // One symbol later in time is another one of the file.
  const double last[] = {times[2]};
  model->draw({1, 0, 1}, last, paths);
  const double error =
      std::abs(response(paths, 0, 0, 0, 0.0) - std::complex<double>(record->matrix((1 * 3 + 2) * 36 + 18)[0]));
  CHECK(error < 2.2e-6);
}

TEST_CASE("records that cannot be a channel are refused") {
  CHECK_THROWS_AS(recorded_law(std::make_shared<ChannelRecord>()), std::invalid_argument);
  const auto record = record_of(1, 1, 12);
  record->scs_hz = 0.0;
  CHECK_THROWS_WITH_AS(recorded_law(record), "scs-khz must be 15, 30, 60 or 120, got 0", std::invalid_argument);
}
