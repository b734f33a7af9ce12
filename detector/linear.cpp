#include "detector/linear.hpp"

#include <algorithm>
#include <limits>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

void RegularisedInverse::factor(const MatrixBatch& gram, float ridge) {
  const std::size_t n_user = gram.rows();
  r_ = gram;
  w_.resize(gram.n_channel(), n_user, n_user);  // above its diagonal it stays zero
  diagonal_.resize(gram.n_channel(), n_user, 1);
  valid_.resize(gram.n_channel(), 1, 1);
  for (std::size_t b = 0; b < gram.n_block(); ++b) {
    simd::kernels().cholesky(r_.block(b), ridge, {n_user, 0},
                             {valid_.at(b, 0, 0), with_diagonal_ ? diagonal_.at(b, 0, 0) : nullptr, w_.block(b)});
  }
}

void RegularisedInverse::inverse(MatrixBatch& x) const {
  gram(w_, x);
}

void RegularisedInverse::solve_in_place(MatrixBatch& x) const {
  for (std::size_t b = 0; b < x.n_block(); ++b)
    simd::kernels().cholesky_solve(r_.block(b), x.rows(), x.cols(), x.block(b));
}

float ridge_of(LinearKind kind, float noise_var) {
  return kind == LinearKind::zf ? 0.f : noise_var;
}

namespace {

simd::LinearRule rule_of(LinearKind kind, float noise_var) {
  return {ridge_of(kind, noise_var), noise_var, kind == LinearKind::mmse};
}

}  // namespace

void OutputScaling::set(const RegularisedInverse& inverse, LinearKind kind, float noise_var) {
  scale = inverse.diagonal();
  variance.resize(scale.n_channel(), scale.rows(), 1);
  for (std::size_t b = 0; b < scale.n_block(); ++b)
    simd::kernels().output_scaling(scale.rows(), rule_of(kind, noise_var), scale.at(b, 0, 0), variance.at(b, 0, 0));
}

namespace {

simd::ChannelOutput channel_output(const OutputScaling& scaling, const RealBatch& valid, std::size_t block) {
  return {valid.at(block, 0, 0), scaling.scale.at(block, 0, 0), scaling.variance.at(block, 0, 0)};
}

// Room for the estimates of a batch; var stays as it is where it is not asked for.
void resize(Estimate& out, const MatrixBatch& like, std::size_t n_user, Output output) {
  out.x.resize(like.n_channel(), n_user, like.cols());
  if (output == Output::x_and_var) out.var.resize(like.n_channel(), n_user, like.cols());
}
simd::EstimateBlock block_of(Estimate& out, std::size_t b, Output output) {
  return {out.x.block(b), output == Output::x_and_var ? out.var.at(b, 0, 0) : nullptr};
}

// Scale and variance and the rule for lanes that cannot be used, applied to the raw solutions in out.x.
void finish_in_place(const OutputScaling& scaling, const RealBatch& valid, Output output, Estimate& out) {
  const std::size_t n_user = out.x.rows(), n_vector = out.x.cols();
  resize(out, out.x, n_user, output);
  for (std::size_t b = 0; b < out.x.n_block(); ++b)
    simd::kernels().finish(out.x.block(b), {0, n_user, n_vector}, channel_output(scaling, valid, b),
                           block_of(out, b, output));
}

// Up to this many vectors of a channel are detected in one go.
constexpr std::size_t few_vectors = 16;

// Room for one block in detect_linear() and solve_linear().
void resize_work(MatrixBatch& work, std::size_t n_user, std::size_t n_vector) {
  work.resize(n_lane, n_user + 1, 2 * n_user + n_vector);
}

class Linear final : public GramDetector {
 public:
  Linear(LinearKind kind, Output output)
      : kind_(kind), output_(output), inverse_(output == Output::x_and_var || kind == LinearKind::mmse) {}

  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames&) override {
    inverse_.factor(gram, ridge_of(kind_, noise_var));
    scaling_.set(inverse_, kind_, noise_var);
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    out[0].x = z;
    inverse_.solve_in_place(out[0].x);
    finish_in_place(scaling_, inverse_.valid(), output_, out[0]);
  }

  void prepare_and_detect(const MatrixBatch& gram, const MatrixBatch& z, const PrepareInput& input,
                          std::span<Estimate> out) override {
    if (z.cols() > few_vectors) return GramDetector::prepare_and_detect(gram, z, input, out);
    resize(out[0], z, z.rows(), output_);
    resize_work(work_, z.rows(), z.cols());
    for (std::size_t b = 0; b < z.n_block(); ++b)
      simd::kernels().solve_linear({gram.block(b), z.block(b), {0, z.rows(), z.cols()}},
                                   rule_of(kind_, input.noise_var), work_.block(0), block_of(out[0], b, output_));
  }

 private:
  LinearKind kind_;
  Output output_;
  RegularisedInverse inverse_;
  OutputScaling scaling_;
  MatrixBatch work_;
};

class LinearInAntennaDomain final : public Detector {
 public:
  LinearInAntennaDomain(LinearKind kind, Output output) : kind_(kind), output_(output) {}

  void prepare(const MatrixBatch& h, float noise_var, const DrawNames&) override {
    h_ = &h;
    has_filter_ = false;
    gram(h, g_);
    inverse_.factor(g_, ridge_of(kind_, noise_var));
    scaling_.set(inverse_, kind_, noise_var);
  }

  void detect(const MatrixBatch& y, std::span<Estimate> out) override {
    // The filter costs 8 U^2 (B + U) operations per channel, and saves the 8 U^2 of a solve per vector.
    const bool filtered = y.cols() > h_->rows() + h_->cols();
    if (filtered) return detect_by_filter(y, out[0]);
    matched_filter(*h_, y, out[0].x);
    inverse_.solve_in_place(out[0].x);
    finish_in_place(scaling_, inverse_.valid(), output_, out[0]);
  }

  void prepare_and_detect(const MatrixBatch& h, const MatrixBatch& y, const PrepareInput& input,
                          std::span<Estimate> out) override {
    if (y.cols() > few_vectors) return Detector::prepare_and_detect(h, y, input, out);
    resize(out[0], y, h.cols(), output_);
    resize_work(work_, h.cols(), y.cols());
    for (std::size_t b = 0; b < h.n_block(); ++b)
      simd::kernels().detect_linear({h.block(b), y.block(b), {h.rows(), h.cols(), y.cols()}},
                                    rule_of(kind_, input.noise_var), work_.block(0), block_of(out[0], b, output_));
  }

 private:
  void detect_by_filter(const MatrixBatch& y, Estimate& out) {
    if (!has_filter_) make_filter();
    resize(out, y, h_->cols(), output_);
    for (std::size_t b = 0; b < y.n_block(); ++b)
      simd::kernels().apply_filter({std::as_const(filter_).block(b), y.block(b), {y.rows(), h_->cols(), y.cols()}},
                                   channel_output(scaling_, inverse_.valid(), b), block_of(out, b, output_));
  }

  // F = H X with X = (G + ridge I)^-1 diag(scale).
  void make_filter() {
    const std::size_t n_user = h_->cols();
    filter_.resize(h_->n_channel(), h_->rows(), n_user);
    inverse_.inverse(work_);
    for (std::size_t b = 0; b < work_.n_block(); ++b) {
      const BlockView x = work_.block(b);
      for (std::size_t row = 0; row < n_user; ++row)
        for (std::size_t user = 0; user < n_user; ++user)
          for (std::size_t k = 0; k < 2 * n_lane; ++k)
            x.data[row * x.stride + user * 2 * n_lane + k] *= scaling_.scale.at(b, user, 0)[k % n_lane];
      simd::kernels().multiply(h_->block(b), x, {h_->rows(), n_user, n_user}, filter_.block(b));
    }
    has_filter_ = true;
  }

  LinearKind kind_;
  Output output_;
  const MatrixBatch* h_ = nullptr;
  RegularisedInverse inverse_;
  OutputScaling scaling_;
  MatrixBatch g_, filter_, work_;
  bool has_filter_ = false;
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
    out[0].x = z;
    finish_in_place(scaling_, valid_, Output::x_and_var, out[0]);
  }

 private:
  OutputScaling scaling_;
  RealBatch valid_;
};

}  // namespace

std::unique_ptr<GramDetector> make_linear(LinearKind kind, Output output) {
  return std::make_unique<Linear>(kind, output);
}
std::unique_ptr<Detector> make_linear_in_antenna_domain(LinearKind kind, Output output) {
  return std::make_unique<LinearInAntennaDomain>(kind, output);
}
std::unique_ptr<GramDetector> make_mrc() {
  return std::make_unique<Mrc>();
}

}  // namespace ohmimo
