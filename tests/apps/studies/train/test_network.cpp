// Networks: the Kronecker solve by hand, gradients by differences, the data set, and what the optimisers do.
#include <doctest/doctest.h>

#include "apps/studies/train/first_order.hpp"
#include "apps/studies/train/kron_solve.hpp"
#include "apps/studies/train/network_training.hpp"
#include "tests/about.hpp"

namespace test_network {

using namespace ohmimo;
using namespace ohmimo::train;

RngStream device() {
  return RngStream({1, 0, 0}, Purpose::device_program);
}

const KronFactors by_hand{{{2.0, 1.0}, {1.0, 2.0}}, {{3.0, 1.0}, {1.0, 2.0}}};
const arma::mat d_by_hand{{1.0, 2.0}, {3.0, 4.0}};

arma::mat solved(const KronFactors& factors, const CurvatureSetting& setting) {
  CurvatureCount a, g;
  RngStream stream = device();
  return WrittenFactors(factors, setting, stream, {a, g}).solve(d_by_hand, {a, g});
}

NetworkSetting setting_of(NetworkOptimiser optimiser, double learning_rate, int most_steps) {
  NetworkSetting setting;
  setting.optimiser = optimiser;
  setting.learning_rate = learning_rate;
  setting.most_steps = most_steps;
  setting.kfac.curvature.solver = usual_training_solver();
  return setting;
}

TEST_CASE("by hand: the Kronecker solve in rationals, exact and on the exact rung, and the 4x4 system itself") {
  const arma::mat expected = arma::mat{{-2.0, 1.0}, {6.0, 12.0}} / 15.0;
  CurvatureSetting rung{.solver = usual_training_solver()};
  rung.solver.fidelity = rram::fidelity_from_name("exact");
  CHECK(arma::abs(solved(by_hand, {.exact = true}) - expected).max() < 1e-12);
  CHECK(arma::abs(solved(by_hand, rung) - expected).max() < 1e-12);
  const arma::mat whole = arma::kron(by_hand.a, by_hand.g);
  const arma::vec x = arma::solve(whole, arma::vectorise(d_by_hand));
  CHECK(arma::abs(arma::reshape(x, 2, 2) - expected).max() < 1e-12);
}

TEST_CASE("by hand: damping split by pi; eight digits are known") {
  const KronFactors both = damped(by_hand, 0.1);
  CHECK(std::abs(damping_balance(by_hand) - 0.8944272) < 1e-7);
  CHECK(std::abs(both.a(0, 0) - 2.2828427) < 1e-7);
  CHECK(std::abs(both.g(0, 0) - 3.3535534) < 1e-7);
  CHECK(std::abs(both.g(1, 1) - 2.3535534) < 1e-7);
  const arma::mat expected{{-0.07519784, 0.07787861}, {0.31934164, 0.58551038}};
  CHECK(arma::abs(solved(both, {.exact = true}) - expected).max() < 1e-8);
  CHECK(arma::cond(both.a) <= condition_bound(by_hand, 0.1));
}

TEST_CASE("gradients agree with differences of the loss") {
  SplitMix draws(2);
  Layers layers = drawn_layers(8, 16, 4, draws);
  const Examples batch = batch_of(network_set(true).train, 32, draws);
  const auto loss_at = [&] { return mean_loss(forward(layers, batch.x), batch.label); };
  const ForwardPass pass = forward(layers, batch.x);
  const Layers gradient = gradients(pass, errors(layers, pass, batch.label));
  constexpr double step = 1e-5;  // central differences: error about step^2, rounding 1e-16 / step
  for (std::size_t k = 0; k < 2; ++k)
    for (arma::uword i = 0; i < layers[k].n_elem; i += 7) {
      const double kept = layers[k](i);
      layers[k](i) = kept + step;
      const double up = loss_at();
      layers[k](i) = kept - step;
      const double down = loss_at();
      layers[k](i) = kept;
      CHECK(std::abs((up - down) / (2.0 * step) - gradient[k](i)) < 1e-9);
    }
}

TEST_CASE("the data set: class counts and the condition number as an independent program found them") {
  const NetworkSet set = network_set(true);
  std::array<int, 4> count{};
  for (const arma::uword label : set.train.label) ++count.at(label);
  CHECK(count == std::array{166, 177, 99, 70});
  CHECK(set.test.label.size() == 1024);
  CHECK(std::round(arma::cond(set.train.x.t() * set.train.x)) == 512.0);
  CHECK(arma::cond(network_set(false).train.x.t() * network_set(false).train.x) < 40.0);
}

TEST_CASE("sampled labels follow the probabilities") {
  ForwardPass pass;
  pass.probabilities = arma::repmat(arma::rowvec{0.1, 0.2, 0.3, 0.4}, 20'000, 1);
  SplitMix draws(3);
  arma::vec count(4, arma::fill::zeros);
  for (const arma::uword label : sampled_labels(pass, draws)) count(label) += 1.0;
  for (arma::uword k = 0; k < 4; ++k) {
    const double p = 0.1 * static_cast<double>(k + 1);
    CHECK(std::abs(count(k) / 2e4 - p) < 5.0 * std::sqrt(p * (1.0 - p) / 2e4));
  }
}

TEST_CASE("first steps by hand: momentum adds up, Adam moves by its rate") {
  const Layers gradient = {arma::mat{2.0}, arma::mat{-0.5}};
  SgdMomentum sgd{.learning_rate = 0.1};
  CHECK(sgd.step(gradient)[0](0) == about(-0.2));
  CHECK(sgd.step(gradient)[0](0) == about(-0.38));
  Adam adam{.learning_rate = 0.1};
  CHECK(adam.step(gradient)[0](0) == about(-0.1, 1e-7));
  CHECK(adam.step(gradient)[1](0) == about(0.1, 1e-6));
}

TEST_CASE("K-FAC needs fewer steps than SGD and Adam, on arrays as in double precision") {
  const NetworkSet set = network_set(true);
  const auto steps = [&](const NetworkSetting& setting) {
    return train_network(set, setting, 100, device()).steps_to_loss(0.3, setting.most_steps);
  };
  NetworkSetting kfac = setting_of(NetworkOptimiser::kfac, 0.1, 200);
  const int written = steps(kfac);
  kfac.kfac.curvature.exact = true;
  const int exact = steps(kfac), sgd = steps(setting_of(NetworkOptimiser::sgd, 1.0, 600)),
            adam = steps(setting_of(NetworkOptimiser::adam, 0.1, 600));
  CHECK(exact < 100);
  CHECK(written < 1.5 * exact);
  CHECK(1.2 * exact < sgd);
  CHECK(1.2 * exact < adam);
}

TEST_CASE("a run counts its solves and cells: 46 solves a step, two writes of four factors in fifteen steps") {
  const Trace trace = train_network(network_set(true), setting_of(NetworkOptimiser::kfac, 0.1, 15), 100, device());
  const CurvatureCount count = trace.steps.back().count;
  CHECK(count.solves == 15 * 46);
  CHECK(count.matrices - count.refused == 8);
  CHECK(trace.curvatures.size() == 4);
  CHECK(trace.curvatures[0].last.n_rows == 9);
  CHECK(trace.curvatures[3].last.n_rows == 4);
}

}  // namespace test_network
