// Random positive definite matrices whose elements are words, and plain conjugate gradients on them in double
// precision.
#pragma once
#include <doctest/doctest.h>

#include <optional>

#include "tests/rram/refinement/refinement_case.hpp"

namespace ohmimo::rram_test {

// The nearest matrix of 24-bit words whose largest magnitude is in [0.5, 1): the solver holds it without rounding.
inline arma::mat as_words(arma::mat a) {
  const double largest = arma::abs(a).max();
  a *= std::ldexp(1.0, -std::ilogb(largest) - 1);
  a.transform([](double value) { return std::clamp(std::round(std::ldexp(value, 23)), -8388607.0, 8388607.0); });
  return a * std::ldexp(1.0, -23);
}

// Uniform whole number from low to high.
inline arma::uword uniform_integer(RngStream& draws, arma::uword low, arma::uword high) {
  return low + std::min(static_cast<arma::uword>(draws.uniform() * static_cast<double>(high - low + 1)), high - low);
}

struct DefiniteCase {
  std::string kind;
  arma::mat a;  // symmetric, of words, smallest eigenvalue > 0
  double condition = 0;
};

// Five kinds in turn: eigenvalues spread evenly in dB over up to 70 dB; Wishart close to square; Wishart of users of
// unequal power; the Poisson equation; the Laplacian of a random grid with weak and strong lines, grounded slightly.
// Drawn again until the words of it are positive definite with a condition number of at most 1e7.
inline DefiniteCase definite_case(RngStream& draws, arma::uword n, std::uint32_t kind) {
  for (;;) {
    DefiniteCase made;
    arma::mat a;
    if (kind % 5 == 0) {
      made.kind = "spread eigenvalues";
      arma::mat q, r;
      arma::qr(q, r, random_mat(draws, n, n));
      const double decades = 7.0 * draws.uniform();
      arma::vec eigenvalue(n);
      for (double& value : eigenvalue) value = std::pow(10.0, -decades * draws.uniform());
      a = q * arma::diagmat(eigenvalue) * q.t();
    } else if (kind % 5 == 1 || kind % 5 == 2) {
      made.kind = kind % 5 == 1 ? "Wishart" : "unequal power";
      const arma::mat h = random_mat(draws, n + uniform_integer(draws, 1, n), n);
      arma::vec gain(n, arma::fill::ones);
      if (kind % 5 == 2)
        for (double& value : gain) value = std::pow(10.0, -2.0 * draws.uniform());
      a = arma::diagmat(gain) * (h.t() * h) * arma::diagmat(gain);
    } else if (kind % 5 == 3) {
      made.kind = "Poisson";
      a = 2.0 * arma::eye(n, n) - arma::diagmat(arma::vec(n - 1, arma::fill::ones), 1) -
          arma::diagmat(arma::vec(n - 1, arma::fill::ones), -1);
    } else {
      made.kind = "grid";
      arma::mat line(n, n, arma::fill::zeros);
      for (arma::uword i = 0; i < n; ++i)
        for (arma::uword j = i + 1; j < n; ++j)
          if (draws.uniform() < 4.0 / static_cast<double>(n))
            line(i, j) = line(j, i) = std::pow(10.0, -2.0 * draws.uniform());
      a = arma::diagmat(arma::sum(line, 1) + 1e-4) - line;
    }
    made.a = as_words(arma::symmatu(a));
    const arma::vec eigenvalue = arma::eig_sym(made.a);
    made.condition = eigenvalue.max() / eigenvalue.min();
    if (eigenvalue.min() > 0.0 && made.condition <= 1e7) return made;
  }
}

// (x - x*)^T A (x - x*) from the residual r = A (x* - x), by the factor of A.
class EnergyOf {
 public:
  explicit EnergyOf(const arma::mat& a) : factor_(arma::chol(a, "lower")) {}
  double operator()(const arma::vec& r) const {
    const arma::vec half = arma::solve(arma::trimatl(factor_), r);
    return arma::dot(half, half);
  }

 private:
  arma::mat factor_;
};

// Energies of the error of plain conjugate gradients in double precision after cycles 1, 2, ...
inline std::vector<double> plain_energies(const arma::mat& a, const arma::vec& b, int cycles, const EnergyOf& energy) {
  arma::vec r = b, p = b;
  std::vector<double> energies;
  for (int k = 0; k < cycles; ++k) {
    const arma::vec product = a * p;
    const double curvature = arma::dot(p, product), before = arma::dot(r, r);
    if (curvature > 0.0) {
      r -= before / curvature * product;
      p = r + arma::dot(r, r) / before * p;
    }
    energies.push_back(energy(r));
  }
  return energies;
}

// How far a run is behind: the most cycles that it needs more than the reference to bring the energy of the error to
// any of the levels 10^-1, 10^-2, ... lowest times its first value; reached by the reference within its cycles.
struct Behind {
  int cycles = 0;
  double ratio = 1.0;  // cycles needed over those of the reference
};
inline Behind behind(const std::vector<double>& run, const std::vector<double>& reference, double start,
                     double lowest) {
  const auto needed = [start](const std::vector<double>& energies, double level) {
    const auto found = std::ranges::find_if(energies, [&](double value) { return value <= level * start; });
    return static_cast<int>(found - energies.begin()) + 1;
  };
  Behind worst;
  for (double level = 0.1; level >= lowest; level *= 0.1) {
    const int wanted = needed(reference, level);
    if (wanted > static_cast<int>(reference.size())) break;
    const int used = needed(run, level);
    worst.cycles = std::max(worst.cycles, used - wanted);
    worst.ratio = std::max(worst.ratio, static_cast<double>(used) / wanted);
  }
  return worst;
}

// Energies of the error after the kept cycles of one vector.
inline std::vector<double> energies_of(const arma::mat& a, const rram::CycleLog& log) {
  const EnergyOf energy(a);
  std::vector<double> energies;
  for (const arma::mat& residual : log.residual) energies.push_back(energy(residual.t()));
  return energies;
}

// fcg, with device errors and converters, on a against plain conjugate gradients; none where fcg did not run.
inline std::optional<Behind> against_plain(const DefiniteCase& made, const arma::mat& b, std::uint32_t number) {
  const int cycles = static_cast<int>(std::min<arma::uword>(2 * made.a.n_rows, 80));
  int stages = 0;
  while ((made.a.n_rows >> stages) > 16) ++stages;
  RngStream device = device_stream(number);
  rram::CycleLog log;
  log.keep = cycles_to(cycles);
  arma::mat x;
  const rram::SolverConfig config = refinement_config(rram::RefinementKind::fcg, stages, cycles);
  const rram::SolveReport report = rram::program(made.a, config, device).solve(b, x, &log);
  const bool ran = report.status == rram::SolveReport::Status::cycle_limit ||
                   report.status == rram::SolveReport::Status::converged;  // to r = 0
  if (report.refinement != rram::RefinementKind::fcg || !ran) return std::nullopt;
  const EnergyOf energy(made.a);
  return behind(energies_of(made.a, log), plain_energies(made.a, b.t(), cycles, energy), energy(b.t()), 1e-12);
}

// So many matrices in turn; every 20th has up to 512 rows, the others up to 2^log2_rows.
struct Race {
  int late = 0, not_run = 0;
  double worst = 1.0;  // ratio of cycles
};
inline Race race_against_plain(std::uint32_t count, double log2_rows) {
  RngStream draws({68, 0, 0}, Purpose::channel);
  Race race;
  for (std::uint32_t k = 0; k < count; ++k) {
    const double largest = k % 20 == 0 ? 9.0 : log2_rows;
    const auto n = static_cast<arma::uword>(std::exp2(1.0 + (largest - 1.0) * draws.uniform()));
    const DefiniteCase made = definite_case(draws, n, k);
    const std::optional<Behind> result = against_plain(made, as_words(random_mat(draws, 1, n) * made.a), k);
    race.not_run += !result;
    race.late += result && result->cycles > 0;
    if (result) race.worst = std::max(race.worst, result->ratio);
    if (!result || result->cycles > 0)
      MESSAGE(made.kind << " " << n << "x" << n << ", condition " << made.condition << ": "
                        << (result ? result->cycles : -1) << " cycles behind");
  }
  return race;
}

}  // namespace ohmimo::rram_test
