#include "apps/external/spice/nodal_rounding.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "apps/external/spice/nodal_equations.hpp"

namespace ohmimo::external {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double roundings = 4.0;  // c of the header

// The solution by corrections of that in double, until those of the nodes asked for shrink no more. last_V: the largest
// of the last ones. False if there is no solution.
bool solve_corrected(const NodalEquations& equations, const arma::mat& wanted, std::vector<Extended>& z,
                     double& last_V) {
  constexpr int most = 20;
  const arma::sp_mat a = equations.matrix();
  z.assign(equations.size(), 0.0L);
  last_V = INFINITY;
  for (int k = 0; k < most; ++k) {
    arma::mat step;
    if (!arma::spsolve(step, a, arma::mat(equations.residual(z))) || !step.is_finite()) return false;
    for (arma::uword i = 0; i < step.n_rows; ++i) z[i] += step(i);
    const double size_V = arma::abs(wanted.t() * step).max();
    const double largest_V = arma::abs(wanted.t() * arma::conv_to<arma::vec>::from(z)).max();
    const bool done = size_V <= 1e-3 * eps * largest_V || (k > 1 && size_V > 0.5 * last_V);
    last_V = size_V;
    if (done) break;
  }
  return true;
}

}  // namespace

NodalRounding nodal_rounding(const std::string& deck, const std::vector<std::string>& nodes) {
  const NodalEquations equations(deck);
  arma::mat wanted(equations.size(), nodes.size(), arma::fill::zeros);
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    if (!equations.has(nodes[k])) throw std::invalid_argument("the deck has no node " + nodes[k]);
    wanted(equations.index(nodes[k]), k) = 1.0;
  }
  const arma::vec none(nodes.size(), arma::fill::value(INFINITY));
  NodalRounding result{arma::vec(nodes.size(), arma::fill::value(NAN)), none, none, none};
  std::vector<Extended> z;
  double last_V = INFINITY;
  if (!solve_corrected(equations, wanted, z, last_V)) return result;
  const arma::sp_mat a = equations.matrix();
  arma::mat rows;  // those of A^-1 for the nodes asked for, as columns
  if (!arma::spsolve(rows, arma::sp_mat(a.t()), wanted) || !rows.is_finite()) return result;
  const arma::vec solution = arma::conv_to<arma::vec>::from(z);
  const arma::vec terms = arma::abs(a) * arma::abs(solution) + equations.right_magnitude();
  result.error_V = roundings * eps * (arma::abs(rows).t() * terms);
  result.node_error_V = result.error_V * static_cast<double>(std::numeric_limits<Extended>::epsilon() / eps);
  for (std::size_t k = 0; k < nodes.size(); ++k)
    result.resistor_V(k) = eps * equations.resistor_sensitivity(rows.col(k), z);
  if (last_V <= result.node_error_V.max()) result.node_V = wanted.t() * solution;
  return result;
}

}  // namespace ohmimo::external
