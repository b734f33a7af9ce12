#include "detector/linear.hpp"

#include <algorithm>
#include <limits>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

void RegularisedInverse::factor(const MatrixBatch& gram, float ridge) {
  const std::size_t n_user = gram.rows();
  r_ = gram;
  work_.resize(n_lane, n_user, n_user);
  diagonal_.resize(gram.n_channel(), n_user, 1);
  valid_.resize(gram.n_channel(), 1, 1);
  for (std::size_t b = 0; b < gram.n_block(); ++b) {
    simd::kernels().cholesky(r_.block(b), ridge, {n_user, 0},
                             {valid_.at(b, 0, 0), diagonal_.at(b, 0, 0), work_.block(0)});
  }
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

// Applies scale and variance and the rule for lanes that cannot be used to z; z may be out.x.
void finish(const MatrixBatch& z, OutputScaling& scaling, const RealBatch& valid, Estimate& out) {
  out.x.resize(z.n_channel(), z.rows(), z.cols());
  out.var.resize(z.n_channel(), z.rows(), z.cols());
  for (std::size_t b = 0; b < z.n_block(); ++b)
    simd::kernels().finish(
        z.block(b), {0, z.rows(), z.cols()}, valid.at(b, 0, 0),
        {out.x.block(b), out.var.at(b, 0, 0), scaling.scale.at(b, 0, 0), scaling.variance.at(b, 0, 0)});
}

class Linear final : public GramDetector {
 public:
  explicit Linear(LinearKind kind) : kind_(kind) {}

  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames&) override {
    inverse_.factor(gram, ridge_of(kind_, noise_var));
    scaling_.set(inverse_, kind_, noise_var);
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    out[0].x = z;
    inverse_.solve_in_place(out[0].x);
    finish(out[0].x, scaling_, inverse_.valid(), out[0]);
  }

 private:
  LinearKind kind_;
  RegularisedInverse inverse_;
  OutputScaling scaling_;
};

class LinearInAntennaDomain final : public Detector {
 public:
  explicit LinearInAntennaDomain(LinearKind kind) : kind_(kind) {}

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
    finish(out[0].x, scaling_, inverse_.valid(), out[0]);
  }

  void prepare_and_detect(const MatrixBatch& h, const MatrixBatch& y, const PrepareInput& input,
                          std::span<Estimate> out) override {
    if (y.cols() > 16) return Detector::prepare_and_detect(h, y, input, out);
    const std::size_t n_user = h.cols(), n_vector = y.cols();
    out[0].x.resize(h.n_channel(), n_user, n_vector);
    out[0].var.resize(h.n_channel(), n_user, n_vector);
    work_.resize(n_lane, n_user, 2 * n_user + n_vector);
    scaling_.scale.resize(n_lane, n_user, 1);
    scaling_.variance.resize(n_lane, n_user, 1);
    for (std::size_t b = 0; b < h.n_block(); ++b)
      simd::kernels().detect_linear(
          {h.block(b), y.block(b), {h.rows(), n_user, n_vector}}, rule_of(kind_, input.noise_var), work_.block(0),
          {out[0].x.block(b), out[0].var.at(b, 0, 0), scaling_.scale.at(0, 0, 0), scaling_.variance.at(0, 0, 0)});
  }

 private:
  void detect_by_filter(const MatrixBatch& y, Estimate& out) {
    if (!has_filter_) make_filter();
    out.x.resize(y.n_channel(), h_->cols(), y.cols());
    out.var.resize(y.n_channel(), h_->cols(), y.cols());
    for (std::size_t b = 0; b < y.n_block(); ++b)
      simd::kernels().apply_filter(
          {std::as_const(filter_).block(b), y.block(b), {y.rows(), h_->cols(), y.cols()}}, inverse_.valid().at(b, 0, 0),
          {out.x.block(b), out.var.at(b, 0, 0), scaling_.scale.at(b, 0, 0), scaling_.variance.at(b, 0, 0)});
  }

  // F = H X with X = (G + ridge I)^-1 diag(scale), the solution for scaled unit vectors.
  void make_filter() {
    const std::size_t n_user = h_->cols();
    filter_.resize(h_->n_channel(), h_->rows(), n_user);
    filter_.set_zero();
    work_.resize(h_->n_channel(), n_user, n_user);
    work_.set_zero();
    for (std::size_t b = 0; b < work_.n_block(); ++b)
      for (std::size_t user = 0; user < n_user; ++user)
        std::copy_n(scaling_.scale.at(b, user, 0), n_lane,
                    work_.block(b).data + user * (work_.block(b).stride + 2 * n_lane));
    inverse_.solve_in_place(work_);
    for (std::size_t b = 0; b < work_.n_block(); ++b)
      simd::kernels().multiply_add(h_->block(b), std::as_const(work_).block(b), {h_->rows(), n_user, n_user},
                                   filter_.block(b));
    has_filter_ = true;
  }

  LinearKind kind_;
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

  void detect(const MatrixBatch& z, std::span<Estimate> out) override { finish(z, scaling_, valid_, out[0]); }

 private:
  OutputScaling scaling_;
  RealBatch valid_;
};

}  // namespace

std::unique_ptr<GramDetector> make_linear(LinearKind kind) {
  return std::make_unique<Linear>(kind);
}
std::unique_ptr<Detector> make_linear_in_antenna_domain(LinearKind kind) {
  return std::make_unique<LinearInAntennaDomain>(kind);
}
std::unique_ptr<GramDetector> make_mrc() {
  return std::make_unique<Mrc>();
}

}  // namespace ohmimo
