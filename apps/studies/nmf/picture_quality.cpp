#include "apps/studies/nmf/picture_quality.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::nmf {
namespace {

// Sums over all boxes of rows x cols, by running sums.
arma::mat box_sums(const arma::mat& value, arma::uword rows, arma::uword cols) {
  arma::mat whole(value.n_rows + 1, value.n_cols + 1, arma::fill::zeros);
  whole.submat(1, 1, value.n_rows, value.n_cols) = arma::cumsum(arma::cumsum(value, 0), 1);
  const arma::uword m = value.n_rows - rows, n = value.n_cols - cols;
  return whole.submat(rows, cols, rows + m, cols + n) - whole.submat(0, cols, m, cols + n) -
         whole.submat(rows, 0, rows + m, n) + whole.submat(0, 0, m, n);
}

}  // namespace

double psnr_dB(const arma::mat& picture, const arma::mat& model) {
  const double mean = arma::accu(arma::square(picture - model)) / static_cast<double>(picture.n_elem);
  return 10.0 * std::log10(255.0 * 255.0 / mean);
}

double ssim(const arma::mat& picture, const arma::mat& model) {
  constexpr double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
  const arma::uword rows = std::min<arma::uword>(8, picture.n_rows), cols = std::min<arma::uword>(8, picture.n_cols);
  const auto count = static_cast<double>(rows * cols);
  const auto mean_of = [&](const arma::mat& value) { return arma::mat(box_sums(value, rows, cols) / count); };
  const arma::mat x = mean_of(picture), y = mean_of(model);
  const arma::mat xx = mean_of(arma::square(picture)) - arma::square(x),
                  yy = mean_of(arma::square(model)) - arma::square(y), xy = mean_of(picture % model) - x % y;
  const arma::mat all =
      (2.0 * x % y + c1) % (2.0 * xy + c2) / ((arma::square(x) + arma::square(y) + c1) % (xx + yy + c2));
  return arma::mean(arma::vectorise(all));
}

}  // namespace ohmimo::nmf
