// Fuzz target: tables of results as CSV, and the pictures of them.
#include "apps/plot/rows.hpp"
#include "apps/studies/ber/ber_figure.hpp"
#include "apps/studies/compare/scatter_plot.hpp"
#include "apps/studies/loss/loss_figure.hpp"
#include "apps/studies/penalty/penalty_map.hpp"
#include "apps/studies/solve/solve_report.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;

namespace {

// A picture is drawn or refused; what reaches gnuplot is not empty.
template <class Script>
void draw(const Script& script, std::size_t size) {
  try {
    fuzz::require(!script().empty(), "a picture has commands");
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const plot::Rows rows(fuzz::text_of(data, size), "a.csv");
    for (const SnrKind kind : {SnrKind::rx_antenna, SnrKind::eb_n0_user}) {
      ber::BerFigureOptions options;
      options.snr_def = kind;
      options.min_ber = 1e-6;
      draw([&] { return plot::ber_plot_script(ber::ber_plot({rows, rows}, options)); }, size);
    }
    draw([&] { return plot::loss_plot_script(loss::loss_plot(rows)); }, size);
    draw([&] { return plot::log_plot_script(solve::cycle_plot(rows)); }, size);
    draw([&] { return compare::scatter_script(rows); }, size);
    if (!rows.has("parameter") || !rows.has("parameter_2")) return 0;
    for (const penalty::MapAxes& axes : penalty::maps_of(rows))
      draw([&] { return plot::heat_map_script(penalty::penalty_map(rows, axes)); }, size);
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
