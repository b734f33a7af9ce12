#include "apps/studies/penalty/pair_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "apps/link/link_frame.hpp"
#include "detector/registry.hpp"

namespace ohmimo::penalty {
namespace {

LinkConfig pair_link(const Run& run, const std::string& analogue) {
  DetectorConfig tested = *std::ranges::find(run.link.detectors, analogue, &DetectorConfig::name);
  tested.cycles = {tested.cycles.back()};
  DetectorConfig reference = tested;
  reference.name = reference_of(analogue);
  LinkConfig link = run.link;
  link.detectors = {reference, tested};
  if (link.code) return link;  // whole blocks, as they are
  link.uplink.slot.reset();    // channels that stand for themselves: one resource element of each slot
  link.uplink.n_channel = link.uplink.fixed_channel ? 1 : static_cast<int>(n_lane);
  link.uplink.n_vector = std::max(link.uplink.n_vector, fewest_vectors(run.config));
  return link;
}

PairModel::Worker link_worker(const LinkConfig& link, std::uint64_t seed) {
  struct State {
    LinkFrame frame;
    FrameCount count;
  };
  auto state = std::make_shared<State>(State{LinkFrame(link), {}});
  return [state, seed](std::uint32_t number, double es_n0_db) -> PairErrors {
    state->frame.run({seed, 0, number}, 1.0 / linear_from_db(es_n0_db), state->count);
    const auto errors = [&](std::size_t curve) {
      const FrameCount& count = state->count;
      return static_cast<std::uint32_t>(count.blocks.empty() ? count.counts[curve].bit_errors
                                                             : count.blocks[curve].block_errors);
    };
    return {errors(0), errors(1)};
  };
}

}  // namespace

std::string reference_of(const std::string& analogue) {
  return std::string(detector_row(analogue).counterpart);
}

std::string analogue_detector(const Config& config) {
  const auto analogue = std::ranges::find_if(config.detector.names, is_analogue);
  if (analogue == config.detector.names.end())
    throw std::invalid_argument(fmt::format("detector must name {}, got {}", fmt::join(analogue_names(), " or "),
                                            fmt::join(config.detector.names, ",")));
  return *analogue;
}

int fewest_vectors(const Config& config) {
  return config.channel.fixed ? 256 : 16;  // of one channel as many as 16 channels have
}

PairModel link_pair(const Run& run) {
  const std::string analogue = analogue_detector(run.config);
  const LinkConfig link = pair_link(run, analogue);
  PairModel model;
  model.make_worker = [link, seed = run.id.seed] { return link_worker(link, seed); };
  model.channels_per_frame = link.uplink.n_channel;
  model.bits_per_frame =
      1.0 * link.uplink.n_channel * link.uplink.n_vector * run.shape.n_user * run.shape.bits_per_symbol;
  if (link.code) {
    model.bits_per_frame = 1.0 * link.uplink.n_channel / link.code->n_channel * run.shape.n_user;
    return model;
  }
  const CurveTheory theory = curve_theory(link, {reference_of(analogue), 0}, run.id.seed);
  if (theory.known()) model.theory = [form = theory.form](double es_n0) { return form(1.0 / es_n0); };
  model.theory_is_exact = theory.known() && theory.kind == "exact";
  return model;
}

}  // namespace ohmimo::penalty
