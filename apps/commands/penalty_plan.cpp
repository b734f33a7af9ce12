#include "apps/commands/penalty_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "apps/commands/option_use.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace penalty;

namespace {

constexpr std::string_view default_pairs[] = {"adc-bits,cycles", "program-sigma-us,cycles", "levels,program-sigma-us",
                                              "wire-ohm,opamp-gain"};

std::vector<SweepParameter> parameters_with(const std::vector<std::string>& values) {
  std::vector<SweepParameter> parameters(sweep_parameters().begin(), sweep_parameters().end());
  for (const std::string& text : values) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
      throw std::invalid_argument("values must be written as in wire-ohm=0,5,10, got " + in_quotes(text));
    const SweepParameter& known = sweep_parameter(text.substr(0, equals));
    const std::size_t count = split(text.substr(equals + 1), ',').size();
    if (count > 50)
      throw std::invalid_argument(fmt::format("values of {} must be at most 50, got {}", known.name, count));
    parameters[static_cast<std::size_t>(&known - sweep_parameters().data())] =
        with_values(known, split(text.substr(equals + 1), ','));
  }
  return parameters;
}

using Pair = std::vector<SweepParameter>;

std::vector<Pair> wanted_pairs(const PenaltyFlags& flags, const std::vector<SweepParameter>& parameters) {
  const auto named = [&](std::string_view name) {
    return parameters[static_cast<std::size_t>(&sweep_parameter(name) - sweep_parameters().data())];
  };
  std::vector<Pair> pairs;
  if (flags.full) {
    for (std::size_t x = 0; x < parameters.size(); ++x)
      for (std::size_t y = x + 1; y < parameters.size(); ++y) pairs.push_back({parameters[x], parameters[y]});
    return pairs;
  }
  std::vector<std::string> texts = flags.pairs;
  if (texts.empty()) texts.assign(std::begin(default_pairs), std::end(default_pairs));
  for (const std::string& text : texts) {
    const std::vector<std::string> names = split(text, ',');
    if (names.size() != 2 || names[0] == names[1])
      throw std::invalid_argument("pair must name two parameters as in wire-ohm,levels, got " + in_quotes(text));
    pairs.push_back({named(names[0]), named(names[1])});
  }
  return pairs;
}

bool is_in_a_pair(std::string_view parameter, const std::vector<Pair>& pairs) {
  return std::ranges::any_of(pairs, [&](const Pair& pair) {
    return std::ranges::any_of(pair, [&](const SweepParameter& p) { return p.name == parameter; });
  });
}

void refuse_contradictions(const PenaltyFlags& flags, const std::vector<Pair>& pairs) {
  constexpr std::array<std::string_view, 4> sweeping = {"full", "pair", "values", "loss-db"};
  if (flags.point) refuse_given(flags.link.given, sweeping, "must not go with point, which sweeps nothing");
  if (flags.full && !flags.pairs.empty())
    throw std::invalid_argument("pair must not go with full, which maps every pair, got " + in_quotes(flags.pairs[0]));
  for (const std::string& text : flags.values)
    if (const std::string name = text.substr(0, text.find('=')); !flags.pairs.empty() && !is_in_a_pair(name, pairs))
      throw std::invalid_argument(
          fmt::format("values must be of a parameter of the pairs asked for, got {}", in_quotes(text)));
}

// Flags of the link that change nothing in any point.
void refuse_unused(const Config& config, const FieldTexts& given, const std::vector<PenaltySweep>& sweeps) {
  refuse_lists(given, "penalty");
  if (!is_coded(config) && given.contains("vectors-per-channel") &&
      config.link.vectors_per_channel < fewest_vectors(config))
    throw std::invalid_argument(fmt::format("vectors-per-channel must be at least {} for penalty{}, got {}",
                                            fewest_vectors(config), config.channel.fixed ? " on a fixed channel" : "",
                                            config.link.vectors_per_channel));
  std::vector<Config> configs;
  for (const PenaltySweep& sweep : sweeps)
    for (const PenaltyPoint& point : sweep.points) configs.push_back(point.run.config);
  refuse_without_effect(given, configs);
}

}  // namespace

std::vector<PenaltySweep> plan_penalty(const Run& run, const PenaltyFlags& flags) {
  const Config& config = run.config;
  analogue_detector(config);
  const std::vector<SweepParameter> parameters = parameters_with(flags.values);
  const std::vector<Pair> pairs = wanted_pairs(flags, parameters);
  refuse_contradictions(flags, pairs);
  std::vector<PenaltySweep> sweeps = {{{}, {{{}, run, {}}}}};
  if (!flags.point) {
    for (const SweepParameter& parameter : parameters)
      if (flags.pairs.empty() || is_in_a_pair(parameter.name, pairs)) sweeps.push_back(plan_sweep(config, {parameter}));
    for (const Pair& pair : pairs) sweeps.push_back(plan_sweep(config, pair));
  }
  refuse_unused(config, flags.link.values, sweeps);
  return sweeps;
}

}  // namespace ohmimo
