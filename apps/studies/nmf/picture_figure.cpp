// The picture and what each run leaves of it, side by side.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "apps/external/gnuplot.hpp"
#include "apps/plot/figure.hpp"
#include "apps/studies/nmf/nmf_report.hpp"

namespace ohmimo::nmf {
namespace {

constexpr arma::uword most_side = 128;  // larger pictures are shown as means of boxes

arma::mat shown(const arma::mat& picture) {
  const arma::uword box = (std::max(picture.n_rows, picture.n_cols) + most_side - 1) / most_side;
  if (box == 1) return picture;
  arma::mat small(picture.n_rows / box, picture.n_cols / box);
  for (arma::uword i = 0; i < small.n_rows; ++i)
    for (arma::uword j = 0; j < small.n_cols; ++j)
      small(i, j) = arma::mean(arma::vectorise(picture.submat(i * box, j * box, (i + 1) * box - 1, (j + 1) * box - 1)));
  return small;
}

std::string block(const arma::mat& picture, std::size_t number) {
  std::string text = fmt::format("$picture{} << END_OF_DATA\n", number);
  for (arma::uword i = 0; i < picture.n_rows; ++i) {
    for (arma::uword j = 0; j < picture.n_cols; ++j)
      fmt::format_to(std::back_inserter(text), "{:.0f} ", std::clamp(picture(i, j), 0.0, 255.0));
    text += '\n';
  }
  return text + "END_OF_DATA\n";
}

}  // namespace

std::string picture_script(const Data& data, const std::vector<NmfRun>& runs) {
  std::vector<std::string> titles = {"as given"};
  std::vector<arma::mat> pictures = {shown(data.dense)};
  for (const NmfRun& run : runs) {
    pictures.push_back(shown(run.factors.w * run.factors.h));
    titles.push_back(fmt::format("{}: {:.2f} dB", run.on_circuit ? run.name + " (circuit)" : run.name,
                                 run.iterations.back().psnr_dB));
  }
  std::string data_blocks, drawing;
  const std::size_t across = pictures.size() == 4 ? 2 : std::min<std::size_t>(pictures.size(), 3),
                    down = (pictures.size() + across - 1) / across;
  drawing += fmt::format("set multiplot layout {},{}\n", down, across);
  for (std::size_t k = 0; k < pictures.size(); ++k) {
    data_blocks += block(pictures[k], k);
    drawing += fmt::format("set title {} noenhanced font ',15'\nplot $picture{} matrix with image notitle\n",
                           external::gnuplot_quote(titles[k]), k);
  }
  drawing += "unset multiplot\n";
  const std::string settings = fmt::format(
      "set encoding utf8\nunset key\nunset tics\nunset colorbox\nset border 0\nset palette gray\nset cbrange [0:255]\n"
      "set xrange [-0.5:{}]\nset yrange [{}:-0.5]\nset size ratio {}\n",
      static_cast<double>(pictures[0].n_cols) - 0.5, static_cast<double>(pictures[0].n_rows) - 0.5,
      static_cast<double>(pictures[0].n_rows) / static_cast<double>(pictures[0].n_cols));
  return data_blocks + settings + plot::figure_pictures(drawing, 0);
}

}  // namespace ohmimo::nmf
