#include "rram/nnls/planted_data.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {

std::uint64_t SplitMix64::next() {
  state_ += 0x9E3779B97F4A7C15;
  std::uint64_t z = state_;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

double SplitMix64::uniform() {
  return std::ldexp(static_cast<double>(next() >> 11), -53);
}

double SplitMix64::normal() {
  if (kept_) {
    const double value = *kept_;
    kept_.reset();
    return value;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  const double angle = 2.0 * M_PI * uniform();
  kept_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

arma::mat SplitMix64::uniform(arma::uword rows, arma::uword cols) {
  arma::mat value(rows, cols);
  for (arma::uword i = 0; i < rows; ++i)
    for (arma::uword j = 0; j < cols; ++j) value(i, j) = uniform();
  return value;
}

PlantedNnls planted_nnls(SplitMix64& draws, arma::uword m, arma::uword k) {
  const arma::mat a = arma::floor(8.0 * draws.uniform(m, k));
  arma::vec x(k);
  for (double& value : x) {
    const double u = draws.uniform();
    value = u > 0.5 ? u : 0.0;
  }
  if (!arma::any(x > 0.0)) x(0) = 1.0;
  arma::vec b = a * x;
  const double sigma = 0.1 * std::sqrt(arma::dot(b, b) / static_cast<double>(m));
  for (double& value : b) value = std::max(0.0, value + sigma * draws.normal());
  return {a, b};
}

arma::mat planted_product() {
  SplitMix64 draws(1);
  const arma::mat w = draws.uniform(60, 4), h = draws.uniform(4, 40);
  return w * h;
}

arma::mat planted_picture() {
  arma::mat picture(64, 64);
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) {
      double value = 0.2 + 0.5 * (x + y) / 126.0;
      const int disc = (x - 22) * (x - 22) + (y - 20) * (y - 20), ring = (x - 44) * (x - 44) + (y - 36) * (y - 36);
      if (y >= 48) value = 0.5 + 0.4 * std::sin(2.0 * M_PI * x / 8.0);
      if (disc <= 144) value = 0.9;
      if (ring >= 64 && ring <= 144) value = 0.05;
      picture(static_cast<arma::uword>(y), static_cast<arma::uword>(x)) = std::floor(255.0 * value + 0.5);
    }
  return picture;
}

PlantedRatings planted_ratings() {
  SplitMix64 draws(9);
  const auto factor = [&draws](arma::uword rows, arma::uword cols) {
    const arma::mat on = draws.uniform(rows, cols), more = draws.uniform(rows, cols);
    return arma::mat(arma::conv_to<arma::mat>::from(on < 0.35) + 0.1 * more);
  };
  const arma::mat w = factor(200, 4), h = factor(4, 150);
  arma::mat rating = 1.0 + arma::clamp(arma::mat(2.2 * w * h), 0.0, 4.0);
  for (arma::uword i = 0; i < 200; ++i)
    for (arma::uword j = 0; j < 150; ++j)
      rating(i, j) = std::clamp(std::floor(rating(i, j) + 0.3 * draws.normal() + 0.5), 1.0, 5.0);
  const arma::mat u = draws.uniform(200, 150);
  return {rating, u < 0.30, u >= 0.30 && u < 0.35};
}

}  // namespace ohmimo::rram
