#include <cmath>

#include "apps/studies/train/split_mix.hpp"
#include "apps/studies/verify/training_case.hpp"
#include "apps/studies/verify/training_checks.hpp"
#include "apps/theory/quantiles.hpp"

namespace ohmimo::verify {
namespace {

arma::mat covariance(train::SplitMix& draws, arma::uword n, arma::uword n_sample, double damping) {
  const arma::mat x = draws.normals(n_sample, n);
  arma::mat c = x.t() * x / static_cast<double>(n_sample);
  c.diag() += damping * arma::trace(c) / static_cast<double>(n);
  return c;
}

double largest_over_bound(train::SplitMix& draws) {
  double worst = 0.0;
  for (int k = 0; k < 200; ++k) {
    const train::KronFactors factors{covariance(draws, 9, 1 + draws.index(40), 0.0),
                                     covariance(draws, 4, 1 + draws.index(40), 0.0)};
    const double lambda = std::pow(10.0, -5.0 * draws.uniform());
    worst = worst_of(worst, arma::cond(train::damped(factors, lambda).a) / train::condition_bound(factors, lambda));
  }
  return worst;
}

// 0.1 sqrt(N) max|B_ij| / lambda_min(B) of the matrix scaled to a unit diagonal.
double mapping_rule(const arma::mat& a) {
  const arma::vec scale = 1.0 / arma::sqrt(a.diag());
  const arma::mat b = arma::diagmat(scale) * a * arma::diagmat(scale);
  const double beside = arma::abs(b - arma::diagmat(b.diag())).max();
  return 0.1 * std::sqrt(static_cast<double>(b.n_rows)) * beside / arma::eig_sym(b).min();
}

struct Refusals {
  int indefinite = 0, accepted_indefinite = 0, refused = 0;
};

// Damping in cells, weak: many arrays have no positive definite symmetric part.
Refusals count_refusals(train::SplitMix& draws, std::uint64_t seed) {
  Refusals count;
  train::CurvatureSetting setting = training_setting(1, 8);
  setting.resistor_diagonal = false;
  for (int k = 0; k < 200; ++k) {
    const train::WrittenForm form = train::written_form(covariance(draws, 8, 8, 0.02), setting);
    RngStream device = device_draw(seed, k), again = device_draw(seed, k);
    const arma::mat at = arma::inv(rram::program(form.matrix, form.config, device).realised_inverse());
    const bool indefinite = arma::eig_sym(arma::mat(at + at.t())).min() <= 0.0;
    train::CurvatureCount work;
    try {
      const train::CurvatureMatrix written(form.matrix, setting, again, work);
      count.accepted_indefinite += indefinite ? 1 : 0;
    } catch (const train::RefusedArray&) {
      ++count.refused;
    }
    count.indefinite += indefinite ? 1 : 0;
  }
  return count;
}

// Ill-conditioned matrices whose loops settle but whose refinement diverges: solves accepted although the residual grew
// twice.
struct Growths {
  int grown = 0, accepted = 0;
};
Growths count_growths(std::uint64_t seed) {
  arma::mat a(8, 8, arma::fill::value(0.8));
  a.diag().fill(1.0);
  const arma::mat b = train::SplitMix(5).normals(1, 8);
  train::CurvatureSetting setting = training_setting(8, 8);
  setting.resistor_diagonal = false;
  setting.growth = train::Growth::refuse;
  Growths count;
  for (int k = 0; k < 200; ++k) {
    train::CurvatureCount work;
    RngStream device = device_draw(seed, k);
    try {
      const train::CurvatureMatrix written(a, setting, device, work);
      const bool diverges = written_radius(a, setting, device_draw(seed, k)) > 1.5;  // for any b, within 8 cycles
      count.grown += diverges ? 1 : 0;
      const arma::mat x = written.solve(b, work);
      count.accepted += diverges ? 1 : 0;
    } catch (const train::RefusedArray&) {
    }
  }
  return count;
}

struct RuleDraws {
  std::vector<double> ours, paired;
};

// Radii of matrices within the rule; 2 where the array is refused.
RuleDraws rule_draws(train::SplitMix& draws, std::uint64_t seed, int wanted) {
  RuleDraws result;
  const train::CurvatureSetting setting = training_setting(1, 8);
  for (int k = 0; static_cast<int>(result.ours.size()) < wanted; ++k) {
    const arma::uword n = 8 + 8 * draws.index(2), n_sample = n * (2 + draws.index(3));
    const arma::mat a = covariance(draws, n, n_sample, 0.01 + 0.5 * draws.uniform());
    if (mapping_rule(a) >= 0.9) continue;
    try {
      result.ours.push_back(written_radius(a, setting, device_draw(seed, k)));
    } catch (const train::RefusedArray&) {
      result.ours.push_back(2.0);
    }
    result.paired.push_back(paired_radius(a, device_draw(seed, k)));
  }
  return result;
}

}  // namespace

std::vector<Check> damping_checks(const VerifyOptions& options) {
  train::SplitMix draws(options.seed);
  const double bound = largest_over_bound(draws);
  const Refusals refusals = count_refusals(draws, options.seed);
  const Growths growths = count_growths(options.seed);
  const RuleDraws rule = rule_draws(draws, options.seed, options.full ? 2000 : 300);
  return {
      {"condition number of damped factors over its bound, largest of 200", bound, Expectation::at_most(1.0 + 1e-9),
       "1 + lambda_max / (pi sqrt(lambda))"},
      {"arrays of 200 with lambda_min(At + At^T) <= 0", 1.0 * refusals.indefinite, Expectation::at_least(5.0),
       "weak damping in cells"},
      {"of these accepted", 1.0 * refusals.accepted_indefinite, Expectation::near(0.0, 0.0), "refused"},
      {"refused beyond these", 1.0 * (refusals.refused - refusals.indefinite), Expectation::near(0.0, 0.0), "accepted"},
      {"settling arrays of 200 with a radius above 1.5", 1.0 * growths.grown, Expectation::at_least(1.0),
       "condition number 33 in cells"},
      {"of their solves accepted", 1.0 * growths.accepted, Expectation::near(0.0, 0.0), "residual grows twice"},
      {"within the mapping rule: share of arrays with a radius below 1", share_below(rule.ours, 1.0),
       Expectation::at_least(0.95), "0.1 sqrt(N) max|B_ij| / lambda_min(B) < 0.9"},
      {"the same with pairs of cells, for which the rule was made", share_below(rule.paired, 1.0),
       Expectation::at_least(0.95), "independent program"},
  };
}

}  // namespace ohmimo::verify
