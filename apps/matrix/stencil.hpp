// Discretised differential equations with known eigenvalues, in one and two dimensions: Poisson's equation and one
// implicit step of the heat equation, zero at the boundary, points at unit distance.
#pragma once
#include <armadillo>
#include <string>
#include <string_view>

namespace ohmimo::matrix {

// L = tridiag(-1, 2, -1) on n points, or L (x) I + I (x) L on n x n; with a heat number the matrix is I + heat L.
struct Stencil {
  int n = 8;  // points along a side
  int dimension = 1;
  double heat = 0.0;  // 0 = Poisson's equation: L itself

  int unknowns() const { return dimension == 1 ? n : n * n; }
  std::string name() const;
};

// "8" or "8x8", and with heat also "8x8:0.25", 1 if not given. Throws std::invalid_argument naming field, rule and
// value.
Stencil stencil_from_text(std::string_view field, std::string_view text, int most_unknowns);

arma::mat stencil_matrix(const Stencil& stencil);

// Closed forms: L has the eigenvalues 4 sin^2(j pi / (2 (n + 1))), in two dimensions their sums.
double smallest_eigenvalue(const Stencil& stencil);
double largest_eigenvalue(const Stencil& stencil);
double condition(const Stencil& stencil);

// The solution for b [unknowns], by the eigenvectors sin(i j pi / (n + 1)).
arma::vec sine_solution(const Stencil& stencil, const arma::vec& b);

// Spectral radius of one refinement cycle with ideal arrays where BlockAMC takes M4 for the Schur complement: one stage
// on 2 h points of Poisson's equation in one dimension.
double reused_block_radius(int h);

// Time in which one array settles to a share of the step, amplifiers of a gain-bandwidth product and no load but the
// array: ln(1 / share) S / (2 pi GBWP lambda_min), S the sum of magnitudes in a row of the inner stencil.
double settling_s(const Stencil& stencil, double gbwp_hz, double share);

// Levels per unit of -L's off-diagonal elements where all elements of A + J sit in cells at whole levels, at most 7.
// Throws std::invalid_argument if there are none: elements that are no multiples of it, or too large.
int whole_levels(const Stencil& stencil);

}  // namespace ohmimo::matrix
