// The state of the live page as JSON.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "apps/stream/page/live_state.hpp"

namespace ohmimo::stream::test_live_state {
namespace {

using nlohmann::json;

TEST_CASE("Members come under their names") {
  LiveState state;
  state.run.title = "a \"title\"";
  state.run.seed = std::numeric_limits<std::uint64_t>::max();
  state.run.snr_db = 7.5;
  state.run.control = true;
  state.run.detectors = {{"analogue", "analogue MMSE", {1, 3}}};
  state.slots.skipped = 4;
  state.packets.kernel_drops = 5;
  state.flows = {{0x1234, 10, 2}};
  state.latency.p999_us = 12.5;
  const json read = json::parse(to_json(state));
  CHECK(read["run"]["title"] == "a \"title\"");
  CHECK(read["run"]["seed"] == "18446744073709551615");
  CHECK(read["run"]["snr_db"] == 7.5);
  CHECK(read["run"]["control"] == true);
  CHECK(read["run"]["detectors"][0]["cycles"] == json({1, 3}));
  CHECK(read["slots"]["skipped"] == 4);
  CHECK(read["packets"]["kernel_drops"] == 5);
  CHECK(read["flows"] == json::array({{{"eaxc", 0x1234}, {"received", 10}, {"lost", 2}}}));
  CHECK(read["latency"]["p999_us"] == 12.5);
  CHECK(read["curves"] == json::array());
}

TEST_CASE("What is not known is null, and points are whole hundredths") {
  LiveCurve curve;
  curve.detector = "zf";
  curve.ber = NAN;
  curve.evm_percent = {3.5, NAN};
  curve.points = {{{0.707F, -0.304F}, {NAN, 0.0F}, {1e30F, -INFINITY}, {-1e30F, 0.0F}}, {}};
  LiveState state;
  state.curves = {curve};
  const json read = json::parse(to_json(state));
  CHECK(read["run"]["snr_db"].is_null());
  CHECK(read["curves"][0]["ber"].is_null());
  CHECK(read["curves"][0]["energy_nj"].is_null());
  CHECK(read["curves"][0]["evm_percent"] == json({3.5, nullptr}));
  CHECK(read["curves"][0]["points"] == json::parse("[[71, -30, -1000, 0], []]"));
}

TEST_CASE("Text that is no UTF-8 does not stop the page") {
  LiveState state;
  state.run.title = "\xff\xfe";
  CHECK(json::parse(to_json(state))["run"]["title"] == "\uFFFD\uFFFD");
}

}  // namespace
}  // namespace ohmimo::stream::test_live_state
