#include "detector/analogue/lane_estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "phy/simd/isa.hpp"

namespace ohmimo {
namespace {

using Status = rram::SolveReport::Status;

struct DoubleLanes {
  double at[n_lane];
};

// An element of the inverses and of the residuals of all channels.
struct ErrorTerm {
  const float *inverse_re, *inverse_im;
  const double *re, *im;
};

// error = error + counts |[A^-1]_uw|^2 |r_w|^2 for n channels.
[[gnu::always_inline]] inline void add_lane_error(const ErrorTerm& term, const DoubleLanes& counts, std::size_t n,
                                                  DoubleLanes& error) {
  for (std::size_t l = 0; l < n; ++l) {
    const double a = term.inverse_re[l], b = term.inverse_im[l];
    error.at[l] += counts.at[l] * ((a * a + b * b) * (term.re[l] * term.re[l] + term.im[l] * term.im[l]));
  }
}

struct UserLanes {
  const double *re, *im;
  const float *scale, *noise;
};
struct EstimateLanes {
  float *re, *im, *var;
};
// x = 0 and var = inf where a number is not finite.
[[gnu::always_inline]] inline void finish_lane_user(const UserLanes& user, const DoubleLanes& error, std::size_t n,
                                                    const EstimateLanes& out) {
  for (std::size_t l = 0; l < n; ++l) {
    const float scale = user.scale[l];
    const float re = scale * static_cast<float>(user.re[l]), im = scale * static_cast<float>(user.im[l]);
    const float var = user.noise[l] + scale * scale * static_cast<float>(error.at[l]);
    const bool finite = std::isfinite(var) && std::isfinite(re * re + im * im);
    out.re[l] = finite ? re : 0.0f;
    out.im[l] = finite ? im : 0.0f;
    out.var[l] = finite ? var : std::numeric_limits<float>::infinity();
  }
}

bool has_other_than_zero(const arma::mat& m, std::size_t row) {
  for (arma::uword j = 0; j < m.n_cols; ++j)
    if (m(row, j) != 0.0) return true;
  return false;
}

// Whether x is an answer (Analogue::usable).
bool usable(const SolvedLanes& solved, std::size_t l) {
  const Status status = solved.status[l];
  if (status == Status::not_finite || status == Status::unstable) return false;
  return has_other_than_zero(solved.x, l) || !has_other_than_zero(solved.b, l);
}

}  // namespace

void save_estimates(const SolvedLanes& solved, const ChannelScales& scales, Estimate& out) {
  const std::size_t n_user = out.x.rows(), n = solved.status.size();
  DoubleLanes ones, others, start;
  for (std::size_t l = 0; l < n; ++l) {
    ones.at[l] = scales.error_scale;
    others.at[l] = solved.status[l] == Status::saturated ? 0.0 : scales.error_scale;
    start.at[l] = scales.valid.at(solved.block, 0, 0)[l] > 0.5f && usable(solved, l) ? 0.0 : NAN;
  }
  const BlockView x = out.x.block(solved.block);
  for (std::size_t u = 0; u < n_user; ++u) {
    DoubleLanes error = start;
    for (std::size_t w = 0; scales.inverse != nullptr && w < n_user; ++w) {
      const ConstBlockView block = scales.inverse->block(solved.block);
      const float* inverse = block.data + u * block.stride + w * 2 * n_lane;
      const ErrorTerm term{inverse, inverse + n_lane, solved.residual.colptr(w), solved.residual.colptr(n_user + w)};
      simd::run_by_isa<add_lane_error>(term, w == u ? ones : others, n, error);
    }
    float* re = x.data + u * x.stride + solved.vector * 2 * n_lane;
    const EstimateLanes lanes{re, re + n_lane, out.var.at(solved.block, u, solved.vector)};
    for (float* row : {lanes.re, lanes.im, lanes.var}) std::fill_n(row, n_lane, 0.0f);
    simd::run_by_isa<finish_lane_user>(
        UserLanes{solved.x.colptr(u), solved.x.colptr(n_user + u), scales.scaling.scale.at(solved.block, u, 0),
                  scales.scaling.variance.at(solved.block, u, 0)},
        error, n, lanes);
  }
}

}  // namespace ohmimo
