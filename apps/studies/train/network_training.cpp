#include "apps/studies/train/network_training.hpp"

#include <cmath>

#include "apps/studies/train/first_order.hpp"
#include "apps/studies/train/kfac.hpp"

namespace ohmimo::train {
namespace {

// All training examples, for the loss and the gradient; the test examples for the accuracy.
Step look(const NetworkSet& set, const Layers& layers, int step, const std::vector<Curvature>& curvatures) {
  const ForwardPass pass = forward(layers, set.train.x);
  const Layers gradient = gradients(pass, errors(layers, pass, set.train.label));
  Step seen{step,
            mean_loss(pass, set.train.label),
            std::hypot(arma::norm(gradient[0], "fro"), arma::norm(gradient[1], "fro")),
            accuracy(forward(layers, set.test.x), set.test.label),
            {}};
  for (const Curvature& curvature : curvatures) seen.count += curvature.count;
  return seen;
}

}  // namespace

Trace train_network(const NetworkSet& set, const NetworkSetting& setting, std::uint64_t seed, RngStream device) {
  Trace trace;
  trace.ending = "not reached";
  SplitMix draws(seed), labels(seed + 1'000'000);
  Layers layers = drawn_layers(set.train.x.n_cols, setting.hidden, n_class, draws);
  SgdMomentum sgd{.learning_rate = setting.learning_rate};
  Adam adam{.learning_rate = setting.learning_rate};
  Kfac kfac(setting.kfac, setting.learning_rate, device, trace.curvatures);
  if (setting.optimiser != NetworkOptimiser::kfac) trace.curvatures.clear();
  try {
    for (int step = 0;; ++step) {
      if (step % setting.look_every == 0) {
        trace.steps.push_back(look(set, layers, step, trace.curvatures));
        const double loss = trace.steps.back().loss;
        if (loss <= setting.goal) trace.ending = "reached";
        if (!std::isfinite(loss)) trace.ending = "diverged";
        if (trace.ending != "not reached") return trace;
      }
      if (step == setting.most_steps) return trace;
      const Examples batch = batch_of(set.train, setting.batch, draws);
      const ForwardPass pass = forward(layers, batch.x);
      const Layers gradient = gradients(pass, errors(layers, pass, batch.label));
      const Layers change = setting.optimiser == NetworkOptimiser::sgd    ? sgd.step(gradient)
                            : setting.optimiser == NetworkOptimiser::adam ? adam.step(gradient)
                                                                          : kfac.step(layers, pass, gradient, labels);
      for (std::size_t k = 0; k < 2; ++k) layers[k] += change[k];
    }
  } catch (const RefusedArray& error) {
    trace.ending = error.what();
  }
  return trace;
}

}  // namespace ohmimo::train
