#include "detector/reference.hpp"

#include <cmath>
#include <limits>

namespace ohmimo {

bool reference_solve(const arma::cx_mat& h, const arma::cx_vec& y, double ridge, ReferenceSolution& out) {
  const arma::uword n_user = h.n_cols;
  const arma::cx_mat g = h.t() * h, a = g + ridge * arma::eye<arma::cx_mat>(n_user, n_user);
  if (!a.is_finite() || !y.is_finite() || arma::rcond(a) < std::numeric_limits<double>::epsilon()) return false;
  const arma::cx_mat inverse = arma::inv(a);
  out.d = arma::real(inverse.diag());
  out.gain = arma::real(arma::cx_vec(arma::cx_mat(inverse * g).diag()));
  return arma::solve(out.x, a, arma::cx_vec(h.t() * y), arma::solve_opts::no_approx);
}

namespace {

class Reference final : public Detector {
 public:
  explicit Reference(bool regularised) : regularised_(regularised) {}

  void prepare(const MatrixBatch& h, float noise_var, const DrawNames&) override {
    h_ = &h;
    noise_var_ = noise_var;
  }

  void detect(const MatrixBatch& y, std::span<Estimate> out) override {
    const std::size_t n_user = h_->cols(), n_vector = y.cols();
    out[0].x.resize(y.n_channel(), n_user, n_vector);
    out[0].var.resize(y.n_channel(), n_user, n_vector);
    for (std::size_t channel = 0; channel < y.n_channel(); ++channel) {
      const arma::cx_mat h = h_->matrix(channel), received = y.matrix(channel);
      for (std::size_t v = 0; v < n_vector; ++v) {
        ReferenceSolution solution;
        const bool ok = reference_solve(h, received.col(v), regularised_ ? noise_var_ : 0.0, solution);
        for (std::size_t u = 0; u < n_user; ++u) {
          const double gain = ok && regularised_ ? solution.gain(u) : 1.0;
          const float var = ok ? static_cast<float>(noise_var_ * solution.d(u) / gain) : INFINITY;
          const std::complex<float> x = ok ? std::complex<float>(solution.x(u) / gain) : std::complex<float>();
          const bool usable = gain > 0.0 && std::isfinite(var) && std::isfinite(std::norm(x));
          out[0].x.set(channel, u, v, usable ? x : std::complex<float>());
          out[0].var.at(channel / n_lane, u, v)[channel % n_lane] = usable ? var : INFINITY;
        }
      }
    }
  }

 private:
  bool regularised_;
  const MatrixBatch* h_ = nullptr;
  double noise_var_ = 0.0;
};

}  // namespace

std::unique_ptr<Detector> make_reference(bool regularised) {
  return std::make_unique<Reference>(regularised);
}

}  // namespace ohmimo
