#include "channel/correlation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string_view>

#include "channel/parameter.hpp"
#include "data/csv_table.hpp"

namespace ohmimo {
namespace {

using Kind = AntennaCorrelation::Kind;

AntennaCorrelation exponential(std::string_view text) {
  const double rho = parameter_from_text("correlation", text);
  if (rho < 0.0 || rho >= 1.0)
    throw std::invalid_argument(fmt::format("correlation must be exp:R with 0 <= R < 1, got {}", rho));
  return {rho == 0.0 ? Kind::none : Kind::exponential, rho};
}

// alpha of the uplink, by level.
AntennaCorrelation from_table(std::string_view level) {
  const data::CsvTable table("tr38901/correlation.csv");
  for (std::size_t k = 0; k < table.n_row(); ++k) {
    if (table.text(k, "direction") != "uplink" || table.text(k, "level") != level) continue;
    const double alpha = table.number(k, "alpha");
    return {alpha == 0.0 ? Kind::none : Kind::gaussian, alpha};
  }
  throw std::invalid_argument(fmt::format("correlation must be low, medium, high or exp:R, got \"{}\"", level));
}

bool is_line(std::string_view array) {
  return array == "auto" || array.starts_with("ula:");
}

}  // namespace

AntennaCorrelation antenna_correlation(const Scene& scene) {
  const std::string_view text = scene.correlation;
  const AntennaCorrelation correlation = text.starts_with("exp:") ? exponential(text.substr(4)) : from_table(text);
  if (correlation.kind != Kind::none && !is_line(scene.array))
    throw std::invalid_argument(
        fmt::format("correlation must be low for array {}, as TS 38.104 has no uplink matrix of it, got \"{}\"",
                    scene.array, text));
  return correlation;
}

arma::mat correlation_matrix(const AntennaCorrelation& correlation, std::size_t n_rx) {
  arma::mat r(n_rx, n_rx, arma::fill::eye);
  if (correlation.kind == Kind::none) return r;
  for (std::size_t i = 0; i < n_rx; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const auto lag = static_cast<double>(i - j), share = lag / static_cast<double>(n_rx - 1);
      r(i, j) = r(j, i) = std::pow(correlation.factor, correlation.kind == Kind::gaussian ? share * share : lag);
    }
  return r;
}

bool repair_correlation(arma::mat& r) {
  arma::vec eigenvalues;
  if (!arma::eig_sym(eigenvalues, r)) throw std::runtime_error("correlation has no eigenvalues");
  if (eigenvalues.min() >= correlation_repair) return false;
  r.diag() += correlation_repair;
  r /= 1.0 + correlation_repair;
  return true;
}

arma::mat correlation_root(const AntennaCorrelation& correlation, std::size_t n_rx) {
  arma::mat r = correlation_matrix(correlation, n_rx), root;
  repair_correlation(r);
  if (!arma::chol(root, r, "lower")) throw std::runtime_error("correlation is not positive definite");
  return root;
}

}  // namespace ohmimo
