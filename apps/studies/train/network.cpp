#include "apps/studies/train/network.hpp"

#include <cmath>

namespace ohmimo::train {
namespace {

constexpr arma::uword n_input = 8, n_train = 512, n_all = 1536;

arma::mat with_ones(const arma::mat& x) {
  return arma::join_rows(x, arma::mat(x.n_rows, 1, arma::fill::ones));
}

arma::mat softmax(arma::mat s) {
  s.each_col() -= arma::vec(arma::max(s, 1));
  s = arma::exp(s);
  s.each_col() /= arma::vec(arma::sum(s, 1));
  return s;
}

Examples rows_of(const Examples& all, arma::uword first, arma::uword n) {
  return {all.x.rows(first, first + n - 1),
          std::vector<arma::uword>(all.label.begin() + static_cast<std::ptrdiff_t>(first),
                                   all.label.begin() + static_cast<std::ptrdiff_t>(first + n))};
}

}  // namespace

Layers drawn_layers(arma::uword inputs, arma::uword hidden, arma::uword classes, SplitMix& draws) {
  const auto layer = [&draws](arma::uword n_row, arma::uword n_col) {
    return arma::mat(draws.normals(n_row, n_col) / std::sqrt(static_cast<double>(n_col)));
  };
  const arma::mat first = layer(hidden, inputs + 1);
  return {first, layer(classes, hidden + 1)};
}

ForwardPass forward(const Layers& layers, const arma::mat& x) {
  ForwardPass pass;
  pass.input[0] = with_ones(x);
  pass.input[1] = with_ones(arma::tanh(pass.input[0] * layers[0].t()));
  pass.probabilities = softmax(pass.input[1] * layers[1].t());
  return pass;
}

Layers errors(const Layers& layers, const ForwardPass& pass, const std::vector<arma::uword>& label) {
  Layers error;
  error[1] = pass.probabilities;
  for (arma::uword i = 0; i < label.size(); ++i) error[1](i, label[i]) -= 1.0;
  const arma::mat hidden = pass.input[1].head_cols(pass.input[1].n_cols - 1);
  error[0] = (error[1] * layers[1].head_cols(hidden.n_cols)) % (1.0 - arma::square(hidden));
  return error;
}

Layers gradients(const ForwardPass& pass, const Layers& error) {
  Layers gradient;
  for (std::size_t k = 0; k < 2; ++k) gradient[k] = error[k].t() * pass.input[k] / static_cast<double>(error[k].n_rows);
  return gradient;
}

double mean_loss(const ForwardPass& pass, const std::vector<arma::uword>& label) {
  double sum = 0.0;
  for (arma::uword i = 0; i < label.size(); ++i) sum -= std::log(std::max(pass.probabilities(i, label[i]), 1e-300));
  return sum / static_cast<double>(label.size());
}

double accuracy(const ForwardPass& pass, const std::vector<arma::uword>& label) {
  double right = 0.0;
  for (arma::uword i = 0; i < label.size(); ++i) right += pass.probabilities.row(i).index_max() == label[i] ? 1.0 : 0.0;
  return right / static_cast<double>(label.size());
}

std::vector<arma::uword> sampled_labels(const ForwardPass& pass, SplitMix& draws) {
  std::vector<arma::uword> label;
  for (arma::uword i = 0; i < pass.probabilities.n_rows; ++i) {
    double left = draws.uniform();
    arma::uword k = 0;
    while (k + 1 < pass.probabilities.n_cols && left >= pass.probabilities(i, k)) left -= pass.probabilities(i, k++);
    label.push_back(k);
  }
  return label;
}

Examples batch_of(const Examples& all, std::size_t n, SplitMix& draws) {
  Examples batch{arma::mat(n, all.x.n_cols), {}};
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t from = draws.index(all.label.size());
    batch.x.row(i) = all.x.row(from);
    batch.label.push_back(all.label[from]);
  }
  return batch;
}

NetworkSet network_set(bool ill, std::uint64_t seed) {
  SplitMix draws(seed);
  const arma::mat w1 = draws.normals(12, n_input), w2 = draws.normals(n_class, 12);
  arma::mat q, r;
  arma::qr(q, r, draws.normals(n_input, n_input));
  const arma::mat z = draws.normals(n_all, n_input);
  arma::mat outputs = arma::tanh(z * w1.t() / 2.0) * w2.t();
  outputs.each_row() -= arma::rowvec(arma::mean(outputs, 0));
  Examples all{z, {}};
  for (arma::uword i = 0; i < n_all; ++i) all.label.push_back(outputs.row(i).index_max());
  for (arma::uword j = 0; j < n_input; ++j) all.x.col(j) *= std::exp2(-static_cast<double>(j) / (ill ? 1.5 : 3.0));
  if (ill) all.x = all.x * q;
  return {rows_of(all, 0, n_train), rows_of(all, n_train, n_all - n_train)};
}

}  // namespace ohmimo::train
