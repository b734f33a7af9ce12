#include "detector/linear.hpp"

#include <algorithm>
#include <limits>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

void RegularisedInverse::factor(const MatrixBatch& gram, float ridge) {
  const std::size_t n_user = gram.rows();
  l_.resize(gram.n_channel(), n_user, n_user);
  diagonal_.resize(gram.n_channel(), n_user, 1);
  valid_.resize(gram.n_channel(), 1, 1);
  if (work_.size() != n_user * 2 * n_lane) work_ = AlignedFloats(n_user * 2 * n_lane);
  for (std::size_t b = 0; b < gram.n_block(); ++b) {
    simd::kernels().cholesky(gram.block(b), ridge, n_user, l_.block(b), valid_.at(b, 0, 0));
    simd::kernels().inverse_diagonal(std::as_const(l_).block(b), n_user, work_.data(), diagonal_.at(b, 0, 0));
  }
}

void RegularisedInverse::solve(const MatrixBatch& z, MatrixBatch& x) const {
  x.resize(z.n_channel(), z.rows(), z.cols());
  for (std::size_t b = 0; b < z.n_block(); ++b)
    simd::kernels().cholesky_solve(l_.block(b), z.block(b), z.rows(), z.cols(), x.block(b));
}

float ridge_of(LinearKind kind, float noise_var) {
  return kind == LinearKind::zf ? 0.f : noise_var;
}

void OutputScaling::set(const RegularisedInverse& inverse, LinearKind kind, float noise_var, std::size_t n_channel) {
  scale.resize(n_channel, inverse.n_user(), 1);
  variance.resize(n_channel, inverse.n_user(), 1);
  for (std::size_t b = 0; b < scale.n_block(); ++b) {
    const float* d = inverse.diagonal(b);
    for (std::size_t k = 0; k < inverse.n_user() * n_lane; ++k) {
      const float mse = noise_var * d[k];
      const float gain = kind == LinearKind::mmse ? 1.f / (1.f - mse) : 1.f;
      scale.at(b, 0, 0)[k] = gain;
      variance.at(b, 0, 0)[k] = mse * gain;
    }
  }
}

namespace {

// Applies scale and variance and the rule for lanes that cannot be used.
void finish(const OutputScaling& scaling, const RealBatch& valid, Estimate& out) {
  out.var.resize(out.x.n_channel(), out.x.rows(), out.x.cols());
  for (std::size_t b = 0; b < out.x.n_block(); ++b)
    simd::kernels().finish(out.x.block(b), {0, out.x.rows(), out.x.cols()}, valid.at(b, 0, 0),
                           scaling.scale.at(b, 0, 0), scaling.variance.at(b, 0, 0), out.var.at(b, 0, 0));
}

class Linear final : public GramDetector {
 public:
  explicit Linear(LinearKind kind) : kind_(kind) {}

  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames&) override {
    inverse_.factor(gram, ridge_of(kind_, noise_var));
    scaling_.set(inverse_, kind_, noise_var, gram.n_channel());
    valid_.resize(gram.n_channel(), 1, 1);
    for (std::size_t b = 0; b < gram.n_block(); ++b) std::copy_n(inverse_.valid(b), n_lane, valid_.at(b, 0, 0));
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    inverse_.solve(z, out[0].x);
    finish(scaling_, valid_, out[0]);
  }

 private:
  LinearKind kind_;
  RegularisedInverse inverse_;
  OutputScaling scaling_;
  RealBatch valid_;
};

class Mrc final : public GramDetector {
 public:
  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames&) override {
    const std::size_t n_user = gram.rows();
    scaling_.scale.resize(gram.n_channel(), n_user, 1);
    scaling_.variance.resize(gram.n_channel(), n_user, 1);
    valid_.resize(gram.n_channel(), 1, 1);
    for (std::size_t b = 0; b < gram.n_block(); ++b) {
      std::fill_n(valid_.at(b, 0, 0), n_lane, 1.f);
      const ConstBlockView g = gram.block(b);
      for (std::size_t user = 0; user < n_user; ++user)
        for (std::size_t lane = 0; lane < n_lane; ++lane) {
          const float* row = g.data + user * g.stride + lane;
          const float power = row[user * 2 * n_lane];
          float interference = 0.f;
          for (std::size_t j = 0; j < n_user; ++j)
            if (j != user)
              interference += row[j * 2 * n_lane] * row[j * 2 * n_lane] +
                              row[j * 2 * n_lane + n_lane] * row[j * 2 * n_lane + n_lane];
          scaling_.scale.at(b, user, 0)[lane] = 1.f / power;
          scaling_.variance.at(b, user, 0)[lane] = (noise_var + interference / power) / power;
        }
    }
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    out[0].x.resize(z.n_channel(), z.rows(), z.cols());
    for (std::size_t b = 0; b < z.n_block(); ++b)
      std::copy_n(z.block(b).data, z.rows() * z.block(b).stride, out[0].x.block(b).data);
    finish(scaling_, valid_, out[0]);
  }

 private:
  OutputScaling scaling_;
  RealBatch valid_;
};

}  // namespace

std::unique_ptr<GramDetector> make_linear(LinearKind kind) {
  return std::make_unique<Linear>(kind);
}
std::unique_ptr<GramDetector> make_mrc() {
  return std::make_unique<Mrc>();
}

}  // namespace ohmimo
