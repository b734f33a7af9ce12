#include "apps/studies/train/kfac.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::train {
namespace {

constexpr double momentum = 0.9;

arma::mat covariance(const arma::mat& rows) {
  return rows.t() * rows / static_cast<double>(rows.n_rows);
}

}  // namespace

Kfac::Kfac(const KfacSetting& setting, double learning_rate, RngStream device, std::vector<Curvature>& curvatures)
    : setting_(setting), learning_rate_(learning_rate), device_(device), curvatures_(curvatures) {
  for (const char* name : {"A1", "G1", "A2", "G2"}) curvatures_.push_back({name, {}, {}});
}

WrittenFactors::Counts Kfac::counts(std::size_t layer) {
  return {curvatures_[2 * layer].count, curvatures_[2 * layer + 1].count};
}

void Kfac::average(const Layers& layers, const ForwardPass& pass, SplitMix& draws) {
  const Layers error = errors(layers, pass, sampled_labels(pass, draws));
  for (std::size_t k = 0; k < 2; ++k) {
    const KronFactors now{covariance(pass.input[k]), covariance(error[k])};
    const double kept = n_step_ == 0 ? 0.0 : setting_.averaging;
    average_[k].a = n_step_ == 0 ? now.a : arma::mat(kept * average_[k].a + (1.0 - kept) * now.a);
    average_[k].g = n_step_ == 0 ? now.g : arma::mat(kept * average_[k].g + (1.0 - kept) * now.g);
  }
}

void Kfac::refresh() {
  for (std::size_t k = 0; k < 2; ++k) {
    const KronFactors factors = damped(average_[k], setting_.damping);
    curvatures_[2 * k].last = factors.a;
    curvatures_[2 * k + 1].last = factors.g;
    written_[k].emplace(factors, setting_.curvature, device_, counts(k));
  }
}

Layers Kfac::step(const Layers& layers, const ForwardPass& pass, const Layers& gradient, SplitMix& draws) {
  average(layers, pass, draws);
  if (n_step_ == 0 || (setting_.refresh_every > 0 && n_step_ % setting_.refresh_every == 0)) refresh();
  Layers direction;
  double fisher = 0.0;
  for (std::size_t k = 0; k < 2; ++k) {
    direction[k] = written_[k]->solve(gradient[k], counts(k));
    fisher += arma::dot(direction[k], gradient[k]);
  }
  const double clip = std::sqrt(setting_.kl_clip / (learning_rate_ * learning_rate_ * std::abs(fisher)));
  Layers step;
  for (std::size_t k = 0; k < 2; ++k) {
    const arma::mat clipped = std::min(1.0, clip) * direction[k];
    velocity_[k] = n_step_ == 0 ? clipped : arma::mat(momentum * velocity_[k] + clipped);
    step[k] = -learning_rate_ * velocity_[k];
  }
  ++n_step_;
  return step;
}

}  // namespace ohmimo::train
