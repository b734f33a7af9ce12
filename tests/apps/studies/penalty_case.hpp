// Pairs of detectors whose penalty is known: zero forcing, and zero forcing on other noise.
#pragma once
#include <cmath>
#include <functional>
#include <memory>

#include "apps/config/run.hpp"
#include "apps/link/link_frame.hpp"
#include "apps/studies/penalty/penalty.hpp"
#include "phy/units.hpp"

namespace ohmimo {

struct PlantedPair {
  Config config;
  std::uint64_t tested_seed = 0;                   // the same as the configuration's: common random numbers
  std::function<double(double)> tested_noise_var;  // from that of the reference
};

// 16x4 16-QAM.
inline PlantedPair planted_pair(std::uint64_t seed, std::function<double(double)> tested_noise_var) {
  PlantedPair planted;
  planted.config.link.n_rx = 16;
  planted.config.link.n_user = 4;
  planted.config.link.modulation = "16qam";
  planted.config.detector.names = {"zf", "rram-zf"};
  planted.config.run.seed = planted.tested_seed = seed;
  planted.tested_noise_var = std::move(tested_noise_var);
  return planted;
}

inline std::function<double(double)> noise_louder_by(double db) {
  return [db](double noise_var) { return noise_var * linear_from_db(db); };
}

// Noise that does not fall with SNR, as an analogue error does not.
inline std::function<double(double)> noise_raised_by(double floor) {
  return [floor](double noise_var) { return noise_var + floor; };
}

inline penalty::PairModel model_of(const PlantedPair& planted) {
  penalty::PairModel model = penalty::link_pair(make_run(planted.config));
  Config digital = planted.config;
  digital.detector.names = {"zf"};
  digital.link.vectors_per_channel = 16;
  LinkConfig link = make_run(digital).link;
  link.uplink.n_channel = 16;
  model.make_worker = [link, planted]() -> penalty::PairModel::Worker {
    auto frame = std::make_shared<LinkFrame>(link);
    return [frame, planted](std::uint32_t number, double es_n0_db) -> penalty::PairErrors {
      const double noise_var = 1.0 / linear_from_db(es_n0_db);
      FrameCount reference, tested;
      frame->run({planted.config.run.seed, 0, number}, noise_var, reference);
      frame->run({planted.tested_seed, 0, number}, planted.tested_noise_var(noise_var), tested);
      return {static_cast<std::uint32_t>(reference.counts[0].bit_errors),
              static_cast<std::uint32_t>(tested.counts[0].bit_errors)};
    };
  };
  return model;
}

struct Coverage {
  int runs = 0, covered = 0, reached = 0;
  double mean_db = 0.0;
  double share() const { return static_cast<double>(covered) / runs; }
};

// How often the interval holds the known penalty, over seeds 1 .. runs.
template <class MakeModel>
Coverage coverage(int runs, double known_db, const penalty::PenaltyRule& rule, MakeModel make_model) {
  Coverage sum;
  penalty::PenaltyControl control;
  control.run.threads = 2;
  for (int seed = 1; seed <= runs; ++seed) {
    const penalty::PenaltyResult r =
        penalty::measure_penalty(make_model(static_cast<std::uint64_t>(seed)), rule, control);
    ++sum.runs;
    if (r.status != penalty::PenaltyResult::Status::reached) continue;
    ++sum.reached;
    sum.covered += r.low_db <= known_db && known_db <= r.high_db;
    sum.mean_db += r.penalty_db / runs;
  }
  return sum;
}

}  // namespace ohmimo
