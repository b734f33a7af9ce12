// Which options a run heeds: what is refused changes nothing, what is accepted changes the counts.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "apps/commands/option_use.hpp"
#include "apps/config/config_values.hpp"
#include "apps/config/run.hpp"
#include "tests/apps/config/config_case.hpp"

namespace test_option_use {

using namespace ohmimo;

// 16x4 16-QAM at 8 dB per user, two cycles: every part of the hardware leaves its mark on some bit.
Config small_link(const std::string& fidelity) {
  Config config;
  config.link.n_rx = 16, config.link.n_user = 4, config.link.modulation = "16qam", config.solver.cycles = {1, 2};
  config.detector.names = {"rram-zf"}, config.solver.fidelity = fidelity;
  return config;
}

using Texts = std::vector<std::pair<std::string, std::string>>;

Config with(Config config, const Texts& texts) {
  for (const Field& field : config_fields())
    for (const auto& [name, text] : texts)
      if (field.name == name) set_from_text(config, field, text);
  check(config);
  return config;
}

// Bit errors, and what the solver said of its vectors.
std::vector<std::uint64_t> counts(const Config& config) {
  const PointResult result = run_point(make_run(config).link, {1, 0, 0.15}, {1u << 30, 8, 60.0}, {});
  const SolverTally& tally = result.tallies[0];
  std::vector<std::uint64_t> all = {tally.diverged, tally.saturated, tally.hp_reads.wrong};
  for (const ErrorCount& count : result.counts) all.push_back(count.bit_errors);
  return all;
}

std::string refusal(const FieldTexts& given, const Config& config) {
  return sentence_of([&] { refuse_without_effect(given, config); });
}

TEST_CASE("an option is refused on the rungs where it changes nothing, and on no others") {
  const std::vector<std::string> ladder = {"exact",   "quantised", "device",   "converter",
                                           "circuit", "wires",     "transient"};
  // Option, a value that matters, the first rung that heeds it.
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"word-bits", "6", "quantised"},       {"mapping", "fixed", "quantised"},   {"block-product", "low", "quantised"},
      {"device", "hfo2_milo2021", "device"}, {"program-sigma-us", "9", "device"}, {"stuck-min", "0.2", "device"},
      {"stuck-max", "0.2", "device"},        {"zero-off", "true", "device"},      {"read-noise", "true", "device"},
      {"dac-bits", "2", "converter"},        {"adc-bits", "2", "converter"},      {"opamp-gain", "20", "circuit"},
      {"offset-v", "0.05", "circuit"},       {"clamp-v", "0.02", "circuit"},      {"wire-ohm", "500", "wires"},
      {"read-time-s", "1e-9", "transient"}};
  for (const auto& [field, value, rung] : cases) {
    const std::string& name = field;
    CAPTURE(name);
    const auto first = std::ranges::find(ladder, rung);
    const Config below = small_link(*(first - 1)), at = small_link(rung);
    CHECK(refusal({{name, value}}, below).starts_with(name + " needs fidelity " + rung));
    CHECK(counts(with(below, {{name, value}})) == counts(below));
    CHECK(refusal({{name, value}}, at) == "");
    CHECK(refusal({{name, value}}, small_link("transient")) == "");
    CHECK(counts(with(at, {{name, value}})) != counts(at));
  }
}

TEST_CASE("options that need more than a rung") {
  const Config device = small_link("device");
  for (const auto& [name, value] : Texts{{"rows-per-read", "2"}, {"hp-adc-bits", "2"}}) {
    CHECK(refusal({{name, value}}, device).starts_with(name + " needs hp-path analogue and fidelity"));
    CHECK(counts(with(device, {{name, value}})) == counts(device));
    const Config reading = with(device, {{"hp-path", "analogue"}});
    CHECK(refusal({{name, value}}, reading) == "");
    CHECK(counts(with(reading, {{name, value}})) != counts(reading));
  }
  Config one_array = with(small_link("quantised"), {{"users", "2"}});
  for (const auto& [name, value] : Texts{{"schur", "exact"}, {"block-product", "low"}}) {
    CHECK(refusal({{name, value}}, one_array).starts_with(name + " needs stages > 0 to have an effect"));
    CHECK(counts(with(one_array, {{name, value}})) == counts(one_array));
    CHECK(refusal({{name, value}}, small_link("quantised")) == "");
    CHECK(counts(with(small_link("quantised"), {{name, value}})) != counts(small_link("quantised")));
  }
  Config digital = small_link("wires");
  digital.detector.names = {"zf", "mmse"};
  CHECK(refusal({{"fidelity", "wires"}}, digital) ==
        "fidelity needs detector rram-zf or rram-mmse to have an effect, got detector zf,mmse");
  CHECK(refusal({{"rx", "16"}, {"snr", "3"}, {"threads", "1"}}, digital) == "");
}

TEST_CASE("an option is accepted if any of the configurations heeds it; a file may say what is not heeded") {
  const std::vector<Config> configs = {small_link("device"), small_link("wires")};
  CHECK(sentence_of([&] { refuse_without_effect({{"wire-ohm", "1"}}, configs); }) == "");
  CHECK(sentence_of([&] {
          refuse_without_effect({{"read-time-s", "1"}}, configs);
        }) == "read-time-s needs fidelity transient to have an effect, got fidelity device");
  CHECK(refusal({}, with(configs[0], {{"wire-ohm", "100"}})) == "");
}

TEST_CASE("lists are refused where one is used") {
  CHECK(sentence_of([] {
          refuse_lists({{"cycles", "1,2"}}, "penalty");
        }) == "cycles must be one number for penalty, got 1,2");
  CHECK(sentence_of([] {
          refuse_lists({{"detector", "zf,rram-zf"}}, "loss");
        }) == "detector must be one name for loss, got zf,rram-zf");
  CHECK(sentence_of([] { refuse_lists({{"cycles", "2"}, {"snr", "1,2"}}, "penalty"); }) == "");
}

}  // namespace test_option_use
