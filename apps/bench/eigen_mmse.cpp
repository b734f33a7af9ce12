#include "apps/bench/eigen_mmse.hpp"

#include <Eigen/Dense>
#include <vector>

namespace ohmimo::bench {

struct EigenMmse::Channels {
  std::vector<Eigen::MatrixXcf> h;
  std::vector<Eigen::VectorXcf> y, x;
  Eigen::MatrixXcf gram;
  Eigen::LLT<Eigen::MatrixXcf> factor;
};

EigenMmse::EigenMmse(const MatrixBatch& h, const MatrixBatch& y) : channels_(std::make_unique<Channels>()) {
  for (std::size_t c = 0; c < h.n_channel(); ++c) {
    Eigen::MatrixXcf& matrix = channels_->h.emplace_back(h.rows(), h.cols());
    Eigen::VectorXcf& vector = channels_->y.emplace_back(h.rows());
    channels_->x.emplace_back(h.cols());
    for (std::size_t row = 0; row < h.rows(); ++row) {
      for (std::size_t col = 0; col < h.cols(); ++col) matrix(row, col) = h.get(c, row, col);
      vector(row) = y.get(c, row, 0);
    }
  }
}

EigenMmse::~EigenMmse() = default;

void EigenMmse::detect(float noise_var) {
  for (std::size_t c = 0; c < channels_->h.size(); ++c) {
    const Eigen::MatrixXcf& h = channels_->h[c];
    Eigen::MatrixXcf& gram = channels_->gram;
    Eigen::VectorXcf& x = channels_->x[c];
    gram.setZero(h.cols(), h.cols());
    gram.selfadjointView<Eigen::Lower>().rankUpdate(h.adjoint());  // one half of the Gram matrix
    gram.diagonal().array() += noise_var;
    channels_->factor.compute(gram);
    x.noalias() = h.adjoint() * channels_->y[c];
    channels_->factor.solveInPlace(x);
  }
}

std::complex<float> EigenMmse::x(std::size_t channel, std::size_t user) const {
  return channels_->x[channel](static_cast<Eigen::Index>(user));
}

}  // namespace ohmimo::bench
