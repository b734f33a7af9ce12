// The closed form for the wires of an array and its error bound (wires.hpp).
#include "rram/wires/wires.hpp"

namespace ohmimo::rram {
namespace {

// out_i = sum_l (min(i, l) + 1) in_l down every column: a suffix sum from the far end, then a prefix sum.
arma::mat wire_sums(const arma::mat& current) {
  return arma::cumsum(arma::flipud(arma::mat(arma::cumsum(arma::mat(arma::flipud(current))))));
}

// Voltage lost at every cell when it carries the given current (T in wires.hpp): along its column and along its row.
arma::mat voltage_drop(const arma::mat& current, const WireModel& wire) {
  return wire.r_col_ohm * wire_sums(current) + wire.r_row_ohm * wire_sums(current.t()).t();
}

// The vectors p of all rows (cols = false) or q of all columns, wires.hpp: the columns of half. third: their p^T M p.
struct SecondOrder {
  arma::mat half;
  arma::vec third;

  SecondOrder(const arma::mat& g_S, const WireModel& wire, bool cols) {
    const arma::uword count = cols ? g_S.n_cols : g_S.n_rows;
    const arma::mat root = arma::sqrt(g_S);
    half.set_size(g_S.n_elem, count);
    third.set_size(count);
    for (arma::uword k = 0; k < count; ++k) {
      arma::mat current(arma::size(g_S), arma::fill::zeros);
      if (cols)
        current.col(k) = g_S.col(k);
      else
        current.row(k) = g_S.row(k);
      const arma::mat drop = voltage_drop(current, wire);
      half.col(k) = arma::vectorise(root % drop);
      const arma::mat follow = g_S % drop;
      third(k) = arma::accu(follow % voltage_drop(follow, wire));
    }
  }
};

}  // namespace

arma::mat closed_form_error_bound(const arma::mat& g_S, const WireModel& wire) {
  validate(g_S, wire);
  const arma::mat loss = voltage_drop(g_S, wire);
  const arma::mat kept = g_S % arma::square(loss) / (1.0 + loss);
  const SecondOrder rows(g_S, wire, false), cols(g_S, wire, true);
  const arma::mat second = rows.half.t() * cols.half;
  const arma::mat third = arma::sqrt(rows.third * cols.third.t());
  return arma::abs(kept - second) + third;
}

WiredArray closed_form(const arma::mat& g_S, const WireModel& wire) {
  validate(g_S, wire);
  const arma::mat loss = voltage_drop(g_S, wire);
  WiredArray array;
  array.g_eff = g_S / (1.0 + loss);
  const arma::vec rows = arma::sum(g_S, 1);
  array.y_rr = arma::diagmat(arma::vec(arma::sum(array.g_eff, 1)));
  array.y_cc = arma::diagmat(arma::vec(arma::sum(array.g_eff, 0).t()));
  array.method = WireMethod::closed_form;
  const double size = arma::norm(arma::vectorise(array.g_eff)), worst = loss.max();
  const double kept = arma::norm(arma::vectorise(array.g_eff % arma::square(loss)));
  if (size > 0.0) array.error_bound = (kept + worst * worst * std::sqrt(rows.max() * arma::accu(rows))) / size;
  return array;
}

WiredArray wire_array(const arma::mat& g_S, const WireModel& wire, double accuracy) {
  constexpr arma::uword large = 1024;  // cells: from here on the tighter bound costs less than half the exact reduction
  if (!(accuracy > 0.0)) return reduce_ports(g_S, wire);
  WiredArray array = closed_form(g_S, wire);
  if (array.error_bound > accuracy && g_S.n_elem >= large)
    array.error_bound =
        arma::norm(arma::vectorise(closed_form_error_bound(g_S, wire))) / arma::norm(arma::vectorise(array.g_eff));
  return array.error_bound <= accuracy ? array : reduce_ports(g_S, wire);
}

}  // namespace ohmimo::rram
