#include "rram/spice/deck_text.hpp"

namespace ohmimo::rram {

std::string node(std::string_view name, arma::uword k) {
  return fmt::format("{}_{}", name, k);
}

void write_array(const arma::mat& g_S, const WireModel& wire, const DeckArray& array, DeckText& deck) {
  const auto row_node = [&](arma::uword i, arma::uword j) {
    return wire.r_row_ohm > 0.0 ? fmt::format("r{}_{}_{}", array.name, i, j) : array.rows[i];
  };
  const auto col_node = [&](arma::uword i, arma::uword j) {
    return wire.r_col_ohm > 0.0 ? fmt::format("c{}_{}_{}", array.name, i, j) : array.columns[j];
  };
  for (arma::uword i = 0; i < g_S.n_rows; ++i)
    for (arma::uword j = 0; j < g_S.n_cols; ++j) {
      if (g_S(i, j) > 0.0) deck.resistor(row_node(i, j), col_node(i, j), 1.0 / g_S(i, j));
      if (wire.r_row_ohm > 0.0)
        deck.resistor(j == 0 ? array.rows[i] : row_node(i, j - 1), row_node(i, j), wire.r_row_ohm);
      if (wire.r_col_ohm > 0.0)
        deck.resistor(i == 0 ? array.columns[j] : col_node(i - 1, j), col_node(i, j), wire.r_col_ohm);
    }
}

std::string stepped(double value, const SpiceRun& run) {
  std::string text = fmt::format("DC {:.17g}", value);
  if (run.stop_s > 0.0) text += fmt::format(" PWL(0 0 {:.17g} {:.17g})", 1e-7 * run.stop_s, value);
  return text;
}

void write_control(const SpiceRun& run, const std::string& op, const std::string& tran, DeckText& deck) {
  deck.line(".control\nset numdgt=15\nset wr_singlescale");
  deck.line("option reltol=1e-9 abstol=1e-15 vntol=1e-12\nop\nwrdata op.txt{}", op);
  if (run.stop_s > 0.0) {
    const double step_s = run.stop_s / run.points;
    deck.line("option reltol=1e-6 abstol=1e-13 vntol=1e-9 chgtol=1e-18 method=trap");
    deck.line("tran {:.17g} {:.17g} 0 {:.17g}\nwrdata tran.txt{}", step_s, run.stop_s, step_s, tran);
  }
  deck.line("quit\n.endc\n.end");
}

}  // namespace ohmimo::rram
