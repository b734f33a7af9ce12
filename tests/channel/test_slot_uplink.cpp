// Slots in pieces.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "channel/adapters.hpp"
#include "channel/slot_uplink.hpp"

namespace test_slot_uplink {

using namespace ohmimo;

// Two paths per user, the second turning with time: h = 1 + exp(j 2 pi (nu t - f tau)), the same at all antennas.
class TwoRays final : public PathModel {
 public:
  explicit TwoRays(const ChannelShape& shape) : shape_(shape) {}

  void draw(const FrameId&, std::span<const double> time_s, PathSet& paths) override {
    paths.resize(shape_.n_rx, shape_.n_user, 2, time_s.size());
    std::ranges::fill(paths.power, 1.0);
    std::ranges::fill(paths.doppler_hz, nu_hz);
    for (std::size_t u = 0; u < paths.n_user; ++u) {
      paths.delay_s[paths.row(u, 0)] = 0.0;
      paths.delay_s[paths.row(u, 1)] = tau_s;
      for (std::size_t t = 0; t < time_s.size(); ++t)
        for (std::size_t p = 0; p < 2; ++p)
          std::ranges::fill(paths.gains(t, u, p),
                            std::complex<float>(std::polar(1.0, p * 2.0 * std::numbers::pi * nu_hz * time_s[t])));
    }
  }
  std::string summary() const override { return "two rays"; }

  static constexpr double tau_s = 3e-7, nu_hz = 500.0;

 private:
  ChannelShape shape_;
};

UplinkConfig two_ray_config(const SlotConfig& slot) {
  UplinkConfig config{.n_rx = 3, .n_user = 2, .channel = {}, .csi = {}, .slot = slot};
  config.channel.law = {};
  config.channel.law.make_paths = [](const ChannelShape& shape) { return std::make_unique<TwoRays>(shape); };
  return config;
}

std::complex<double> expected(double frequency_hz, double time_s) {
  return 1.0 + std::polar(1.0, 2.0 * std::numbers::pi * (TwoRays::nu_hz * time_s - frequency_hz * TwoRays::tau_s));
}

TEST_CASE("pieces cover every resource element once, each with the channel of its place") {
  const SlotConfig slot = {.grid = {30, 3, 14}, .granularity = Granularity::resource_element, .pilots = {}};
  SlotUplink uplink(two_ray_config(slot), make_constellation("qpsk"));
  uplink.begin({1, 0, 0}, 0.1);
  UplinkFrame frame;
  FrameTruth truth;
  std::vector<int> seen(14 * 36, 0);
  const std::vector<double> times = slot.grid.symbol_times_s();
  std::size_t channels = 0;
  for (const SlotPiece& piece : uplink.pieces()) {
    CHECK(piece.first_channel == channels);
    CHECK(piece.first % n_lane == 0);
    channels += piece.n;
    uplink.draw(piece, frame, truth);
    REQUIRE(frame.h.n_channel() == piece.n);
    CHECK(frame.y.cols() == 1);
    for (std::size_t c = 0; c < piece.n; ++c) {
      ++seen[piece.symbol * 36 + piece.first + c];
      const std::complex<double> h =
          expected(slot.grid.frequency_hz(static_cast<int>(piece.first + c)), times[piece.symbol]);
      CHECK(std::abs(std::complex<double>(frame.h.get(c, 2, 1)) - h) < 1e-6);
    }
  }
  CHECK(std::ranges::count(seen, 1) == 14 * 36);
}

TEST_CASE("coarser granularity: the middle symbol's channel, and of a resource block that of its subcarrier 6") {
  for (const Granularity granularity : {Granularity::subcarrier, Granularity::resource_block}) {
    const SlotConfig slot = {.grid = {60, 4, 13}, .granularity = granularity, .pilots = {}};
    SlotUplink uplink(two_ray_config(slot), make_constellation("qpsk"));
    const bool block = granularity == Granularity::resource_block;
    CHECK(uplink.n_vector() == (block ? 12u * 13u : 13u));
    uplink.begin({1, 0, 0}, 0.1);
    UplinkFrame frame;
    FrameTruth truth;
    std::size_t channels = 0;
    for (const SlotPiece& piece : uplink.pieces()) {
      uplink.draw(piece, frame, truth);
      channels += piece.n;
      for (std::size_t c = 0; c < piece.n; ++c) {
        const int subcarrier = static_cast<int>(piece.first + c) * (block ? 12 : 1) + (block ? 6 : 0);
        const std::complex<double> h = expected(slot.grid.frequency_hz(subcarrier), slot.grid.symbol_times_s()[6]);
        CHECK(std::abs(std::complex<double>(frame.h.get(c, 0, 0)) - h) < 1e-6);
      }
    }
    CHECK(channels == (block ? 4u : 48u));
  }
}

TEST_CASE("received vectors are H x + w of the noise asked for, new in every piece and slot") {
  const SlotConfig slot = {.grid = {30, 16, 14}, .granularity = Granularity::resource_element, .pilots = {}};
  SlotUplink uplink(two_ray_config(slot), make_constellation("16qam"));
  UplinkFrame frame;
  FrameTruth truth;
  double power = 0.0;
  std::size_t n = 0;
  std::vector<std::complex<float>> first_symbols;
  for (std::uint32_t number = 0; number < 4; ++number) {
    uplink.begin({1, 0, number}, 0.3);
    for (const SlotPiece& piece : uplink.pieces()) {
      uplink.draw(piece, frame, truth);
      first_symbols.push_back(frame.y.get(0, 0, 0));
      for (std::size_t c = 0; c < piece.n; ++c)
        for (std::size_t rx = 0; rx < 3; ++rx, ++n) {
          std::complex<double> w = frame.y.get(c, rx, 0);
          for (std::size_t u = 0; u < 2; ++u)
            w -= std::complex<double>(frame.h.get(c, rx, u)) * std::complex<double>(truth.x.get(c, u, 0));
          power += std::norm(w);
        }
    }
  }
  const double mean = power / static_cast<double>(n);
  CHECK(std::abs(mean - 0.3) < 4 * 0.3 / std::sqrt(static_cast<double>(n)));  // |w|^2 is exponential
  std::ranges::sort(first_symbols, {}, [](std::complex<float> z) { return z.real(); });
  CHECK(std::ranges::adjacent_find(first_symbols) == first_symbols.end());
}

TEST_CASE("a model of slots stands for single channels as one resource element of a slot each") {
  const UplinkConfig config = two_ray_config({});
  MatrixBatch h(5, 3, 2);
  one_element_per_slot(std::make_unique<TwoRays>(ChannelShape{3, 2}))->draw({1, 2, 3}, h);
  for (std::size_t c = 0; c < 5; ++c) CHECK(std::abs(std::complex<double>(h.get(c, 1, 1)) - expected(0.0, 0.0)) < 1e-6);
}

TEST_CASE("a flat model is one channel for the whole slot, another one in the next") {
  UplinkConfig config{.n_rx = 4, .n_user = 3, .channel = {}, .csi = {}, .slot = SlotConfig{}};
  SlotUplink uplink(config, make_constellation("qpsk"));
  UplinkFrame frame;
  FrameTruth truth;
  std::vector<std::complex<float>> of_slot;
  for (std::uint32_t number = 0; number < 2; ++number) {
    uplink.begin({1, 0, number}, 0.1);
    for (const SlotPiece& piece : uplink.pieces()) {
      uplink.draw(piece, frame, truth);
      if (piece.first_channel == 0) of_slot.push_back(frame.h.get(0, 3, 2));
      CHECK(frame.h.get(piece.n - 1, 3, 2) == of_slot.back());
    }
  }
  CHECK(of_slot[0] != of_slot[1]);
}

}  // namespace test_slot_uplink
