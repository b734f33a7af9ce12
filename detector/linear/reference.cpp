#include "detector/linear/reference.hpp"

#include <cmath>
#include <limits>

namespace ohmimo {

namespace {

bool is_regular(const arma::cx_mat& a) {
  return a.is_finite() && arma::rcond(a) >= std::numeric_limits<double>::epsilon();
}

// The same by the smaller matrix where there are more users than antennas: with S = H H^H + ridge I,
//   (G + ridge I)^-1 H^H = H^H S^-1,   gain_k = h_k^H S^-1 h_k,   d_k = (1 - gain_k) / ridge.
// G + ridge I has n_user - n_rx eigenvalues of ridge, and is singular in double where ridge is below 1e-16 of the
// others.
bool receive_side_solve(const arma::cx_mat& h, const arma::cx_mat& y, double ridge, ReferenceSolution& out) {
  const arma::cx_mat s = h * h.t() + ridge * arma::eye<arma::cx_mat>(h.n_rows, h.n_rows);
  arma::cx_mat filtered;  // S^-1 [H Y]
  if (!is_regular(s) || !arma::solve(filtered, s, arma::join_rows(h, y), arma::solve_opts::no_approx)) return false;
  out.gain = arma::real(arma::sum(arma::conj(h) % filtered.head_cols(h.n_cols), 0)).t();
  out.d = (1.0 - out.gain) / ridge;
  out.x = h.t() * filtered.tail_cols(y.n_cols);
  return true;
}

}  // namespace

bool reference_solve(const arma::cx_mat& h, const arma::cx_mat& y, double ridge, ReferenceSolution& out) {
  const arma::uword n_user = h.n_cols;
  if (n_user > h.n_rows && ridge > 0.0) return receive_side_solve(h, y, ridge, out);
  const arma::cx_mat g = h.t() * h, a = g + ridge * arma::eye<arma::cx_mat>(n_user, n_user);
  if (!is_regular(a)) return false;
  arma::cx_mat inverse;
  if (!arma::inv(inverse, a)) return false;
  out.d = arma::real(inverse.diag());
  out.gain = arma::real(arma::cx_vec(arma::cx_mat(inverse * g).diag()));
  return arma::solve(out.x, a, arma::cx_mat(h.t() * y), arma::solve_opts::no_approx);
}

void reference_detect(const MatrixBatch& h, const MatrixBatch& y, std::size_t channel, const LinearTask& task,
                      Estimate& out) {
  ReferenceSolution solution;
  const bool ok = reference_solve(h.matrix(channel), y.matrix(channel), ridge_of(task.kind, task.noise_var), solution);
  for (std::size_t u = 0; u < h.cols(); ++u) {
    const double gain = ok && task.kind == LinearKind::mmse ? solution.gain(u) : 1.0;
    const float var = ok ? static_cast<float>(task.noise_var * solution.d(u) / gain) : INFINITY;
    for (std::size_t v = 0; v < y.cols(); ++v) {
      const std::complex<float> x = ok ? std::complex<float>(solution.x(u, v) / gain) : std::complex<float>();
      const bool usable = gain > 0.0 && std::isfinite(var) && std::isfinite(std::norm(x));
      out.x.set(channel, u, v, usable ? x : std::complex<float>());
      if (task.output == Output::x_and_var)
        out.var.at(channel / n_lane, u, v)[channel % n_lane] = usable ? var : INFINITY;
    }
  }
}

namespace {

class Reference final : public Detector {
 public:
  explicit Reference(LinearKind kind) : task_{kind, 0.f} {}

  void prepare(const MatrixBatch& h, float noise_var, const DrawNames&) override {
    h_ = &h;
    task_.noise_var = noise_var;
  }

  void detect(const MatrixBatch& y, std::span<Estimate> out) override {
    out[0].x.resize(y.n_channel(), h_->cols(), y.cols());
    out[0].var.resize(y.n_channel(), h_->cols(), y.cols());
    for (std::size_t channel = 0; channel < y.n_channel(); ++channel) reference_detect(*h_, y, channel, task_, out[0]);
  }

 private:
  LinearTask task_;
  const MatrixBatch* h_ = nullptr;
};

}  // namespace

std::unique_ptr<Detector> make_reference(LinearKind kind) {
  return std::make_unique<Reference>(kind);
}

}  // namespace ohmimo
