#include "detector/linear/linear.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "detector/gram.hpp"
#include "detector/linear/reference.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo {

void RegularisedInverse::factor(const MatrixBatch& gram, const simd::FactorRule& rule) {
  const std::size_t n_user = gram.rows();
  r_ = gram;
  room_.resize(n_lane, n_user, n_user);
  diagonal_.resize(gram.n_channel(), n_user, 1);
  valid_.resize(gram.n_channel(), 1, 1);
  for (std::size_t b = 0; b < gram.n_block(); ++b) {
    simd::kernels().cholesky(r_.block(b), rule, {n_user, 0},
                             {valid_.at(b, 0, 0), with_diagonal_ ? diagonal_.at(b, 0, 0) : nullptr, room_.block(0)});
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

// Rounding moves the entries of G, of z and of the factor by about e = 4 U 2^-24 of the powers a of the users. That
// moves estimate k by e sqrt(a_k max a d_k/p) times the symbols, where p is the smallest pivot, for 1/p is about the
// largest d; and by e a_k/p of its noise, which solutions of ZF consist of where that is strong, and its variance
// alike. In doubt where one or the other may be above a tenth of sqrt(N0 d_k). Three times e: d may be above 1/p.
simd::LinearRule rule_of(const LinearTask& task, std::size_t n_user) {
  const float e = 3.f * 4.f * static_cast<float>(n_user) * 0x1p-24f;
  const float ridge = ridge_of(task.kind, task.noise_var);
  return {{ridge, 100.f * e * e / task.noise_var, 10.f * e}, task.noise_var, task.kind == LinearKind::mmse};
}

}  // namespace

void OutputScaling::set(const RegularisedInverse& inverse, LinearKind kind, float noise_var) {
  scale = inverse.diagonal();
  variance.resize(scale.n_channel(), scale.rows(), 1);
  for (std::size_t b = 0; b < scale.n_block(); ++b)
    simd::kernels().output_scaling(scale.rows(), rule_of({kind, noise_var}, scale.rows()), scale.at(b, 0, 0),
                                   variance.at(b, 0, 0));
}

namespace {

// Room for the estimates of a batch; var stays as it is where it is not asked for.
void resize(Estimate& out, const MatrixBatch& like, std::size_t n_user, Output output) {
  out.x.resize(like.n_channel(), n_user, like.cols());
  if (output == Output::x_and_var) out.var.resize(like.n_channel(), n_user, like.cols());
}
simd::EstimateBlock block_of(Estimate& out, std::size_t b, Output output) {
  return {out.x.block(b), output == Output::x_and_var ? out.var.at(b, 0, 0) : nullptr};
}

}  // namespace

void OutputScaling::apply(const RealBatch& valid, Output output, Estimate& out) const {
  const std::size_t n_user = out.x.rows(), n_vector = out.x.cols();
  resize(out, out.x, n_user, output);
  for (std::size_t b = 0; b < out.x.n_block(); ++b)
    simd::kernels().finish(out.x.block(b), {0, n_user, n_vector},
                           {valid.at(b, 0, 0), scale.at(b, 0, 0), variance.at(b, 0, 0)}, block_of(out, b, output));
}

namespace {

// What the variance or the bias is made of.
bool needs_diagonal(LinearKind kind, Output output) {
  return output == Output::x_and_var || kind == LinearKind::mmse;
}

// Up to this many vectors of a channel are detected in one go.
constexpr std::size_t few_vectors = 16;

// Room for one block in detect_linear(), solve_linear() and, without vectors, make_filter().
void resize_work(MatrixBatch& work, std::size_t n_user, std::size_t n_vector) {
  work.resize(n_lane, n_user + 1, 2 * n_user + n_vector);
}

// Solves once more the channels that single precision leaves in doubt, and those that are singular by their shape, for
// rounding may hide that.
void solve_doubtful(const RealBatch& valid, const MatrixBatch& h, const MatrixBatch& y, const LinearTask& task,
                    Estimate& out) {
  static constexpr float sure[n_lane] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  const bool all = task.kind == LinearKind::zf && h.cols() > h.rows();
  for (std::size_t b = 0; b < h.n_block(); ++b) {
    if (!all && std::memcmp(valid.at(b, 0, 0), sure, sizeof sure) == 0) continue;
    const std::size_t end = std::min((b + 1) * n_lane, h.n_channel());
    for (std::size_t channel = b * n_lane; channel < end; ++channel)
      if (all || valid.get(channel, 0, 0) < 1.f) reference_detect(h, y, channel, task, out);
  }
}

class Linear final : public GramDetector {
 public:
  Linear(LinearKind kind, Output output) : task_{kind, 0.f, output}, inverse_(needs_diagonal(kind, output)) {}

  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames&) override {
    task_.noise_var = noise_var;
    inverse_.factor(gram, rule_of(task_, gram.rows()).factor);
    scaling_.set(inverse_, task_.kind, noise_var);
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    out[0].x = z;
    inverse_.solve_in_place(out[0].x);
    scaling_.apply(inverse_.valid(), task_.output, out[0]);
  }

  void prepare_and_detect(const MatrixBatch& gram, const MatrixBatch& z, const PrepareInput& input,
                          std::span<Estimate> out) override {
    const bool few = z.cols() <= few_vectors;
    if (few)
      solve_few(gram, z, input.noise_var, out[0]);
    else
      GramDetector::prepare_and_detect(gram, z, input, out);
    if (input.h != nullptr) solve_doubtful(few ? valid_ : inverse_.valid(), *input.h, *input.y, task_, out[0]);
  }

 private:
  void solve_few(const MatrixBatch& gram, const MatrixBatch& z, float noise_var, Estimate& out) {
    task_.noise_var = noise_var;
    resize(out, z, z.rows(), task_.output);
    resize_work(work_, z.rows(), z.cols());
    valid_.resize(z.n_channel(), 1, 1);
    const simd::LinearRule rule = rule_of(task_, z.rows());
    for (std::size_t b = 0; b < z.n_block(); ++b)
      simd::kernels().solve_linear({gram.block(b), z.block(b), {0, z.rows(), z.cols()}}, rule, work_.block(0),
                                   {block_of(out, b, task_.output), valid_.at(b, 0, 0)});
  }

  LinearTask task_;
  RegularisedInverse inverse_;
  OutputScaling scaling_;
  RealBatch valid_;
  MatrixBatch work_;
};

class LinearInAntennaDomain final : public Detector {
 public:
  LinearInAntennaDomain(LinearKind kind, Output output)
      : task_{kind, 0.f, output}, inverse_(needs_diagonal(kind, output)) {}

  // What a channel needs depends on the number of vectors, so it is made at the first detect().
  void prepare(const MatrixBatch& h, float noise_var, const DrawNames&) override {
    h_ = &h;
    task_.noise_var = noise_var;
    has_inverse_ = has_filter_ = false;
  }

  void detect(const MatrixBatch& y, std::span<Estimate> out) override {
    // The filter costs 8 U^2 B operations and some U^3 per channel, and saves the 8 U^2 of a solve per vector, which
    // are slower ones: it pays from 28 vectors on for 64x8, 40 for 64x16, 80 for 128x16, 150 for 256x32.
    if (8 * y.cols() > 5 * h_->rows())
      detect_by_filter(y, out[0]);
    else
      detect_by_solving(y, out[0]);
  }

  void prepare_and_detect(const MatrixBatch& h, const MatrixBatch& y, const PrepareInput& input,
                          std::span<Estimate> out) override {
    if (y.cols() > few_vectors) return Detector::prepare_and_detect(h, y, input, out);
    task_.noise_var = input.noise_var;
    resize(out[0], y, h.cols(), task_.output);
    resize_work(work_, h.cols(), y.cols());
    valid_.resize(h.n_channel(), 1, 1);
    const simd::LinearRule rule = rule_of(task_, h.cols());
    for (std::size_t b = 0; b < h.n_block(); ++b)
      simd::kernels().detect_linear({h.block(b), y.block(b), {h.rows(), h.cols(), y.cols()}}, rule, work_.block(0),
                                    {block_of(out[0], b, task_.output), valid_.at(b, 0, 0)});
    solve_doubtful(valid_, h, y, task_, out[0]);
  }

 private:
  void detect_by_solving(const MatrixBatch& y, Estimate& out) {
    if (!has_inverse_) {
      gram(*h_, g_);
      inverse_.factor(g_, rule_of(task_, h_->cols()).factor);
      scaling_.set(inverse_, task_.kind, task_.noise_var);
      has_inverse_ = true;
    }
    matched_filter(*h_, y, out.x);
    inverse_.solve_in_place(out.x);
    scaling_.apply(inverse_.valid(), task_.output, out);
    solve_doubtful(inverse_.valid(), *h_, y, task_, out);
  }

  void detect_by_filter(const MatrixBatch& y, Estimate& out) {
    if (!has_filter_) make_filter();
    resize(out, y, h_->cols(), task_.output);
    for (std::size_t b = 0; b < y.n_block(); ++b)
      simd::kernels().apply_filter({std::as_const(filter_).block(b), y.block(b), {y.rows(), h_->cols(), y.cols()}},
                                   {valid_.at(b, 0, 0), nullptr, variance_.at(b, 0, 0)},
                                   block_of(out, b, task_.output));
    solve_doubtful(valid_, *h_, y, task_, out);
  }

  void make_filter() {
    const std::size_t n_user = h_->cols();
    filter_.resize(h_->n_channel(), h_->rows(), n_user);
    valid_.resize(h_->n_channel(), 1, 1);
    variance_.resize(h_->n_channel(), n_user, 1);
    resize_work(work_, n_user, 0);
    const simd::LinearRule rule = rule_of(task_, n_user);
    for (std::size_t b = 0; b < filter_.n_block(); ++b)
      simd::kernels().make_filter({h_->block(b), {}, {h_->rows(), n_user, 0}}, rule, work_.block(0),
                                  {filter_.block(b), valid_.at(b, 0, 0), variance_.at(b, 0, 0)});
    has_filter_ = true;
  }

  LinearTask task_;
  const MatrixBatch* h_ = nullptr;
  RegularisedInverse inverse_;
  OutputScaling scaling_;
  RealBatch valid_, variance_;  // of the filter, or of few vectors
  MatrixBatch g_, filter_, work_;
  bool has_inverse_ = false, has_filter_ = false;
};

}  // namespace

std::unique_ptr<GramDetector> make_linear(LinearKind kind, Output output) {
  return std::make_unique<Linear>(kind, output);
}
std::unique_ptr<Detector> make_linear_in_antenna_domain(LinearKind kind, Output output) {
  return std::make_unique<LinearInAntennaDomain>(kind, output);
}

}  // namespace ohmimo
