// Models that give out recorded channels.
#include <doctest/doctest.h>

#include <complex>
#include <memory>
#include <stdexcept>
#include <vector>

#include "channel/adapters.hpp"
#include "channel/recorded.hpp"
#include "channel/response.hpp"
#include "phy/grid/slot_grid.hpp"

namespace test_recorded {

using namespace ohmimo;

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

// H of the first n frequencies from first_hz on, every step_hz.
MatrixBatch response(const PathSet& paths, std::size_t time, const FrequencyAxis& axis) {
  FrequencyResponse response;
  response.prepare(paths, axis);
  MatrixBatch h(axis.count, paths.n_rx, paths.n_user);
  response.evaluate(paths, time, 0, h);
  return h;
}

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
    for (std::size_t t = 0; t < 3; ++t) {
      const MatrixBatch h =
          response(paths, t, {grid.frequency_hz(0), 30e3, static_cast<std::size_t>(grid.n_subcarrier())});
      for (std::size_t k = 0; k < h.n_channel(); ++k)
        for (std::size_t rx = 0; rx < 3; ++rx)
          CHECK(h.get(k, rx, 1) == record->matrix((1 * 3 + t) * 36 + offset + k)[rx * 2 + 1]);
    }
  }
  const MatrixBatch every_block = response(paths, 0, {-12 * 30e3, 12 * 30e3, 3});
  CHECK(every_block.get(2, 1, 1) == record->matrix((1 * 3 + 0) * 36 + 30)[1 * 2 + 1]);
  // The paths have the mean power of the subcarriers of the first time (Parseval).
  for (std::size_t u = 0; u < 2; ++u) {
    double delay = 0.0, frequency = 0.0;
    for (std::size_t k = 0; k < 36; ++k) delay += paths.power[paths.row(u, k)];
    for (std::size_t k = 0; k < 36 * 3; ++k) frequency += std::norm(record->h[(3 * 36 * 3 + k) * 2 + u]) / 3.0 / 36.0;
    CHECK(delay == doctest::Approx(frequency).epsilon(1e-5));
  }
  // One symbol later in time is another one of the file.
  const double last[] = {times[2]};
  model->draw({1, 0, 1}, last, paths);
  CHECK(response(paths, 0, {0.0, 30e3, 1}).get(0, 0, 0) == record->matrix((1 * 3 + 2) * 36 + 18)[0]);
  // Where a slot has one channel, it is that at the carrier.
  MatrixBatch flat(1, 3, 2);
  one_element_per_slot(recorded_law(record).make_paths({3, 2}))->draw({1, 0, 1}, flat);
  CHECK(flat.get(0, 2, 1) == record->matrix((1 * 3 + 0) * 36 + 18)[2 * 2 + 1]);
}

TEST_CASE("records that cannot be a channel are refused") {
  CHECK_THROWS_AS(recorded_law(std::make_shared<ChannelRecord>()), std::invalid_argument);
  const auto record = record_of(1, 1, 12);
  record->scs_hz = 0.0;
  CHECK_THROWS_WITH_AS(recorded_law(record), "scs-khz must be 15, 30, 60 or 120, got 0", std::invalid_argument);
}

}  // namespace test_recorded
