#include "apps/studies/nmf/planted_ratings.hpp"

#include <algorithm>
#include <cmath>

#include "rram/nnls/planted_data.hpp"

namespace ohmimo::nmf {
namespace {

constexpr arma::uword rank = 4;

// [rank][n]: about a third of the elements near 1, the others near 0.
arma::mat factor(rram::SplitMix64& draws, arma::uword n) {
  arma::mat columns(rank, n);
  for (double& value : columns) {
    const bool on = draws.uniform() < 0.35;
    value = (on ? 1.0 : 0.0) + 0.1 * draws.uniform();
  }
  return columns;
}

}  // namespace

std::vector<rram::Entry> planted_entries(const PlantedSize& size, std::uint64_t seed) {
  rram::SplitMix64 draws(seed);
  const arma::mat w = factor(draws, size.users), h = factor(draws, size.items);
  std::vector<rram::Entry> entries;
  entries.reserve(size.ratings);
  for (std::uint64_t k = 0; k < size.ratings; ++k) {
    rram::Entry entry;
    entry.row = static_cast<std::uint32_t>(k * size.users / size.ratings);
    entry.col = static_cast<std::uint32_t>(draws.uniform() * size.items);
    const double exact = 1.0 + std::min(4.0, 2.2 * arma::dot(w.col(entry.row), h.col(entry.col)));
    entry.value = static_cast<float>(std::clamp(std::floor(exact + 0.3 * draws.normal() + 0.5), 1.0, 5.0));
    entries.push_back(entry);
  }
  return entries;
}

}  // namespace ohmimo::nmf
