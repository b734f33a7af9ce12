#include "apps/studies/penalty/pair_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "apps/config/link_setup.hpp"
#include "apps/link/link_frame.hpp"
#include "detector/registry.hpp"

namespace ohmimo::penalty {
namespace {

LinkConfig pair_link(BerConfig config, const std::string& analogue) {
  config.detectors = {reference_of(analogue), analogue};
  config.cycles = {config.cycles.back()};
  LinkConfig link = link_config(config);
  link.uplink.n_channel = config.fixed_channel ? 1 : static_cast<int>(n_lane);
  link.uplink.n_vector = std::max(config.vectors_per_channel, fewest_vectors(config));
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
    return {static_cast<std::uint32_t>(state->count.counts[0].bit_errors),
            static_cast<std::uint32_t>(state->count.counts[1].bit_errors)};
  };
}

}  // namespace

std::string reference_of(const std::string& analogue) {
  return std::string(detector_row(analogue).counterpart);
}

std::string analogue_detector(const BerConfig& config) {
  const auto analogue = std::ranges::find_if(config.detectors, is_analogue);
  if (analogue == config.detectors.end())
    throw std::invalid_argument(fmt::format("detector must name {}, got {}", fmt::join(analogue_names(), " or "),
                                            fmt::join(config.detectors, ",")));
  return *analogue;
}

int fewest_vectors(const BerConfig& config) {
  return config.fixed_channel ? 256 : 16;  // of one channel as many as 16 channels have
}

PairModel link_pair(const BerConfig& config) {
  const std::string analogue = analogue_detector(config);
  const LinkConfig link = pair_link(config, analogue);
  PairModel model;
  model.make_worker = [link, seed = config.seed] { return link_worker(link, seed); };
  model.channels_per_frame = link.uplink.n_channel;
  model.bits_per_frame =
      1.0 * link.uplink.n_channel * link.uplink.n_vector * config.users * link.constellation.bits_per_symbol;
  const CurveId reference{reference_of(analogue), 0};
  if (theory_ber(config, reference, 1.0))
    model.theory = [config, reference](double es_n0) { return *theory_ber(config, reference, 1.0 / es_n0); };
  model.theory_is_exact = model.theory && theory_kind(config, reference) == "exact";
  return model;
}

}  // namespace ohmimo::penalty
