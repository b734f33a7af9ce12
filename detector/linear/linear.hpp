// Digital linear detectors, single precision, 16 channels at a time.
#pragma once
#include <memory>

#include "detector/detector.hpp"
#include "phy/simd/shape.hpp"

namespace ohmimo {

enum class LinearKind { zf, mmse, mmse_biased };
float ridge_of(LinearKind kind, float noise_var);

struct LinearTask {
  LinearKind kind;
  float noise_var;
  Output output = Output::x_and_var;
};

// Cholesky factor R of G + ridge I = R^H R and d_k = [(G + ridge I)^-1]_kk, for a whole batch.
class RegularisedInverse {
 public:
  // Without the diagonal, which takes a third of the time, d is 0.
  explicit RegularisedInverse(bool with_diagonal = true) : with_diagonal_(with_diagonal) {}

  void factor(const MatrixBatch& gram, const simd::FactorRule& rule);
  void solve_in_place(MatrixBatch& x) const;  // [n_channel][n_user][any number of columns]

  const RealBatch& diagonal() const { return diagonal_; }  // [n_user][1]
  const RealBatch& valid() const { return valid_; }        // [1][1]: 1, or 0.75 where in doubt, or 0

 private:
  bool with_diagonal_;
  MatrixBatch r_, room_;
  RealBatch diagonal_, valid_;
};

// What is done to raw solutions of (G + ridge I) x = z: x *= scale, and their error variance; both [block][user][16].
//   zf           scale 1                  var = N0 d_k
//   mmse         scale 1/(1 - N0 d_k)     var = N0 d_k/(1 - N0 d_k) = 1/SINR_k     (unbiased)
//   mmse_biased  scale 1                  var = N0 d_k, and x is shrunk by 1 - N0 d_k
// Es = 1, so the MMSE ridge is N0 (Li et al., IEEE Trans. Inf. Theory 52(1), 2006, doi 10.1109/TIT.2005.860466).
struct OutputScaling {
  RealBatch scale, variance;
  void set(const RegularisedInverse& inverse, LinearKind kind, float noise_var);

  // The raw solutions in out.x become estimates: x = 0 and var = +inf where valid, x or var say that they are none.
  void apply(const RealBatch& valid, Output output, Estimate& out) const;
};

// A singular G is known by its pivots. In zf, rounding may raise them above the limit (8x9: in a tenth of the
// channels); then there are estimates, meaningless ones, unless prepare_and_detect() gets H and y.
std::unique_ptr<GramDetector> make_linear(LinearKind kind, Output output = Output::x_and_var);

// The same detector in the antenna domain. A channel that serves more than 5/8 n_rx vectors is worth a filter of
// its own, F = H (G + ridge I)^-1, made at the first such detect(); then x = F^H y without any solve.
// prepare_and_detect() of up to 16 vectors per channel keeps each block in the cache from H to x. Both agree with the
// Gram form up to rounding.
//
// G squares the condition number of H, and single precision holds it to some U 2^-24 only: where that may move an
// estimate by more than a tenth of the deviation of its noise, the channel is solved once more, in double precision,
// from H and y. In the Gram form prepare_and_detect() does so if its input names H and y.
std::unique_ptr<Detector> make_linear_in_antenna_domain(LinearKind kind, Output output = Output::x_and_var);

}  // namespace ohmimo
