// A network of one hidden layer: s1 = W1 [x; 1], a = tanh(s1), s2 = W2 [a; 1], softmax, cross-entropy.
#pragma once
#include <armadillo>
#include <array>
#include <cstdint>
#include <vector>

#include "apps/studies/train/split_mix.hpp"

namespace ohmimo::train {

inline constexpr arma::uword n_class = 4;  // of the examples drawn here

struct Examples {
  arma::mat x;  // [n][inputs]
  std::vector<arma::uword> label;
};

using Layers = std::array<arma::mat, 2>;  // W1 [hidden][inputs + 1], W2 [classes][hidden + 1]; the bias comes last

// Normal numbers over the root of the number of inputs of a layer, bias included.
Layers drawn_layers(arma::uword inputs, arma::uword hidden, arma::uword classes, SplitMix& draws);

// What a batch leaves at every layer, one row per example.
struct ForwardPass {
  Layers input;             // a [n][layer inputs], with a trailing 1
  arma::mat probabilities;  // [n][classes]
};
ForwardPass forward(const Layers& layers, const arma::mat& x);

// dL/ds of every layer, one row per example, for the labels given.
Layers errors(const Layers& layers, const ForwardPass& pass, const std::vector<arma::uword>& label);

Layers gradients(const ForwardPass& pass, const Layers& error);  // dL/dW, mean over the batch

double mean_loss(const ForwardPass& pass, const std::vector<arma::uword>& label);
double accuracy(const ForwardPass& pass, const std::vector<arma::uword>& label);

// Labels drawn from the model's own probabilities: their covariances of errors are the Fisher matrix.
std::vector<arma::uword> sampled_labels(const ForwardPass& pass, SplitMix& draws);

Examples batch_of(const Examples& all, std::size_t n, SplitMix& draws);  // with replacement

// 512 examples to train and 1024 to test of a network drawn at random, 8 inputs and 4 classes. Ill: inputs spread over
// 2^(-j/1.5) and rotated, condition number of their covariance 512; tame: over 2^(-j/3), not rotated.
struct NetworkSet {
  Examples train, test;
};
NetworkSet network_set(bool ill, std::uint64_t seed = 1);

}  // namespace ohmimo::train
