// Non-negative matrix factorisation R ~ W H by halves: with one factor fixed, every row of the other one is a
// non-negative least squares problem of its own. The ways to treat it differ in how far they go (survey: Kim, He and
// Park, J. Glob. Optim. 58, 285, 2014).
#pragma once
#include <armadillo>
#include <functional>
#include <optional>

#include "phy/enum_words.hpp"
#include "phy/rng.hpp"
#include "rram/nnls/nnls_system.hpp"
#include "rram/numbers/sparse_rows.hpp"

namespace ohmimo::rram {

enum class NmfAlgorithm {
  anls,               // solves every problem: the objective never rises, limits are stationary
  hals,               // one sweep of exact steps, element by element
  multiplicative,     // x <- x q / (G x)
  projected_gradient  // one step of 1 / ||G||
};
inline constexpr EnumWord<NmfAlgorithm> nmf_words[] = {{"anls", NmfAlgorithm::anls},
                                                       {"hals", NmfAlgorithm::hals},
                                                       {"mu", NmfAlgorithm::multiplicative},
                                                       {"pg", NmfAlgorithm::projected_gradient}};

struct NmfFactors {
  arma::mat w;  // [m][k]
  arma::mat h;  // [k][n]
};

// What is factorised: all elements of a matrix, or some of them, the others either 0 or left out.
class NmfProblem {
 public:
  static NmfProblem dense(const arma::mat& r);
  static NmfProblem zero_filled(const SparseRows& r);
  static NmfProblem masked(const SparseRows& r);

  arma::uword n_row() const { return by_row_.n_row; }
  arma::uword n_col() const { return by_col_.n_row; }

  // The sum of squares of R - W H over the elements that count; with that of R itself it gives the relative error.
  double squared_error(const NmfFactors& factors) const;
  double relative_error(const NmfFactors& factors) const;

  struct Half {  // R or its transpose
    arma::uword n_row = 0;
    arma::mat dense;    // [other][n_row]: row v of the side is column v; or empty
    SparseRows sparse;  // or empty
    bool masked = false;
  };
  const Half& by_row() const { return by_row_; }
  const Half& by_col() const { return by_col_; }

 private:
  Half by_row_, by_col_;
  double squared_ = 0.0;  // of R
};

// The analogue circuit in place of exact arithmetic: each half step writes the fixed factor into new cells.
struct AnalogueNnls {
  NnlsConfig config;
  RngStream device;
  NnlsCount count = {};                                     // of all half steps
  NnlsReport::Status status = NnlsReport::Status::not_run;  // the worst
};

struct NmfSetting {
  NmfAlgorithm algorithm = NmfAlgorithm::anls;
  // Adds ridge times the number of elements that count in the row (or column) to the diagonal of its problem.
  double ridge = 0.0;
  bool h_first = true;  // the half step of H first: W is what it starts from
  int threads = 1;
};

// One iteration, both halves. analogue: null = exact. Throws std::invalid_argument if the factors do not fit, have
// elements that are not finite or below 0, or an algorithm other than anls is to run on a circuit.
void nmf_iteration(const NmfProblem& problem, const NmfSetting& setting, NmfFactors& factors,
                   AnalogueNnls* analogue = nullptr);

// Root mean square of R - W H over the entries, W H cut off at low and high.
double rating_rmse(const SparseRows& entries, const NmfFactors& factors, double low, double high);

}  // namespace ohmimo::rram
