#include "apps/matrix/stencil.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

double eigenvalue(const Stencil& stencil, int j) {
  const double sine = std::sin(j * M_PI / (2.0 * (stencil.n + 1)));
  return 4.0 * sine * sine;
}

double of_matrix(const Stencil& stencil, double eigenvalue) {
  return stencil.heat > 0.0 ? 1.0 + stencil.heat * eigenvalue : eigenvalue;
}

// The size of an off-diagonal element.
double unit(const Stencil& stencil) {
  return stencil.heat > 0.0 ? stencil.heat : 1.0;
}

double diagonal(const Stencil& stencil) {
  return of_matrix(stencil, 2.0 * stencil.dimension);
}

}  // namespace

std::string Stencil::name() const {
  const std::string grid = dimension == 1 ? fmt::format("{} points", n) : fmt::format("{}x{} points", n, n);
  return heat > 0.0 ? fmt::format("implicit heat step of {:g} on {}", heat, grid)
                    : fmt::format("Poisson equation on {}", grid);
}

Stencil stencil_from_text(std::string_view field, std::string_view text, int most_unknowns) {
  const bool with_heat = field == "heat";
  Stencil stencil;
  const std::size_t colon = with_heat ? text.find(':') : std::string_view::npos;
  const std::vector<std::string> sides = split(std::string(text.substr(0, colon)), 'x');
  const std::string points = fmt::format("{} points", field);
  stencil.n = integer_from_text(points, sides.front());
  stencil.dimension = sides.size() == 1 ? 1 : 2;
  if (sides.size() > 2 || sides.back() != sides.front())
    throw std::invalid_argument(fmt::format("{} must be N or NxN, got {}", points, in_quotes(text.substr(0, colon))));
  const int most = stencil.dimension == 1 ? most_unknowns : static_cast<int>(std::sqrt(most_unknowns));
  if (stencil.n < 1 || stencil.n > most)
    throw std::invalid_argument(fmt::format("{} must be from 1 to {}, got {}", field, most, stencil.n));
  if (!with_heat) return stencil;
  stencil.heat = colon == std::string_view::npos ? 1.0 : number_from_text("heat R", text.substr(colon + 1));
  if (!(stencil.heat >= 1e-6 && stencil.heat <= 1e6))
    throw std::invalid_argument(fmt::format("heat R must be from 1e-6 to 1e6, got {:g}", stencil.heat));
  return stencil;
}

arma::mat stencil_matrix(const Stencil& stencil) {
  const arma::uword n = static_cast<arma::uword>(stencil.n);
  arma::mat line(n, n, arma::fill::zeros);
  line.diag().fill(2.0);
  if (n > 1) {
    line.diag(1).fill(-1.0);
    line.diag(-1).fill(-1.0);
  }
  arma::mat a = line;
  if (stencil.dimension == 2) a = arma::kron(line, arma::eye(n, n)) + arma::kron(arma::eye(n, n), line);
  if (stencil.heat > 0.0) a = arma::eye(arma::size(a)) + stencil.heat * a;
  return a;
}

double smallest_eigenvalue(const Stencil& stencil) {
  return of_matrix(stencil, stencil.dimension * eigenvalue(stencil, 1));
}

double largest_eigenvalue(const Stencil& stencil) {
  return of_matrix(stencil, stencil.dimension * eigenvalue(stencil, stencil.n));
}

double condition(const Stencil& stencil) {
  return largest_eigenvalue(stencil) / smallest_eigenvalue(stencil);
}

arma::vec sine_solution(const Stencil& stencil, const arma::vec& b) {
  const arma::uword n = static_cast<arma::uword>(stencil.n), m = stencil.dimension == 1 ? 1 : n;
  arma::mat sines(n, n);
  for (arma::uword i = 0; i < n; ++i)
    for (arma::uword j = 0; j < n; ++j)
      sines(i, j) =
          std::sqrt(2.0 / (stencil.n + 1)) * std::sin(static_cast<double>((i + 1) * (j + 1)) * M_PI / (stencil.n + 1));
  const arma::mat grid = arma::reshape(b, n, m);
  arma::mat waves = m == 1 ? arma::mat(sines * grid) : arma::mat(sines * grid * sines);
  for (arma::uword i = 0; i < n; ++i)
    for (arma::uword j = 0; j < m; ++j)
      waves(i, j) /= of_matrix(stencil, eigenvalue(stencil, static_cast<int>(i) + 1) +
                                            (m == 1 ? 0.0 : eigenvalue(stencil, static_cast<int>(j) + 1)));
  return arma::vectorise(m == 1 ? arma::mat(sines * waves) : arma::mat(sines * waves * sines));
}

double reused_block_radius(int h) {
  const double share = h / (h + 1.0);
  return share * share;
}

double settling_s(const Stencil& stencil, double gbwp_hz, double share) {
  const double row = diagonal(stencil) + 2.0 * stencil.dimension * unit(stencil);
  return std::log(1.0 / share) * row / (2.0 * M_PI * gbwp_hz * smallest_eigenvalue(stencil));
}

int whole_levels(const Stencil& stencil) {
  constexpr int highest_level = 7;
  const double largest = diagonal(stencil) / unit(stencil) + 1.0;  // of A + J
  if (std::abs(largest - std::round(largest)) > 1e-9)
    throw std::invalid_argument(
        fmt::format("elements must be whole multiples of the one beside the diagonal for integer levels, got {:g} and "
                    "{:g}",
                    diagonal(stencil), unit(stencil)));
  const int levels = highest_level / static_cast<int>(std::lround(largest));
  if (levels < 1)
    throw std::invalid_argument(fmt::format(
        "the largest element of A + J must be at most 7 times its smallest step for integer levels, got {:g}",
        largest));
  return levels;
}

}  // namespace ohmimo::matrix
