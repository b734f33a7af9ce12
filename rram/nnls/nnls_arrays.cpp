#include "rram/nnls/nnls_arrays.hpp"

#include "rram/inversion/tile_circuit.hpp"

namespace ohmimo::rram {
namespace {

constexpr double highest_cell = 7.0 / 8.0;  // cell value of the highest level

arma::mat write(const arma::mat& wanted, CellWriter& writer) {
  arma::mat reached(arma::size(wanted));
  for (arma::uword i = 0; i < wanted.n_rows; ++i)
    for (arma::uword j = 0; j < wanted.n_cols; ++j)
      reached(i, j) = writer.write(highest_cell * wanted(i, j)) / highest_cell;
  return reached;
}

// has_cells: rows that conduct zero_S more.
arma::mat conductances_S(const arma::mat& scaled, const arma::uvec& has_cells, const DeviceModel& device) {
  arma::mat g_S = conductances_S(to_dense(highest_cell * scaled), 0.0, device.unit_S());
  for (arma::uword i = 0; i < g_S.n_rows; ++i)
    if (has_cells(i) != 0) g_S.row(i) += device.zero_S;
  return arma::clamp(g_S, 0.0, arma::datum::inf);
}

arma::uvec counted(arma::uword count) {
  arma::uvec all(count);
  for (arma::uword k = 0; k < count; ++k) all(k) = k;
  return all;
}

// The model with ideal values for the rungs that are off.
CircuitModel rung_model(const NnlsConfig& config) {
  CircuitModel model = config.analogue.circuit;
  if (!config.fidelity.wires) model.wire = {0.0, 0.0};
  if (!config.fidelity.circuit) {
    model.amplifier.gain = INFINITY;
    model.amplifier.offset_sigma_V = 0.0;
    model.clamp_V = INFINITY;
    model.g_in_S = 0.0;
  }
  return model;
}

}  // namespace

arma::vec NnlsArrays::expand(const arma::vec& y) const {
  arma::vec x(n_col, arma::fill::zeros);
  x.elem(column) = y / scale;
  return x;
}

NnlsArrays write_nnls_arrays(const arma::mat& a, const NnlsConfig& config, RngStream& device) {
  NnlsArrays arrays;
  arrays.n_col = a.n_cols;
  std::vector<arma::uword> used;
  for (arma::uword j = 0; j < a.n_cols; ++j)
    if (a.col(j).max() > 0.0) used.push_back(j);
  arrays.column = arma::uvec(used);
  arrays.exact = a.cols(arrays.column);
  arrays.scale.set_size(used.size());
  for (arma::uword j = 0; j < arrays.scale.n_elem; ++j) {
    arrays.scale(j) = arrays.exact.col(j).max();
    arrays.exact.col(j) /= arrays.scale(j);
  }
  const int levels = static_cast<int>(config.device.level.size());
  CellWriter aim{.quantise = config.fidelity.quantise, .stream = device, .levels = levels};
  arrays.nominal = write(arrays.exact, aim);
  CellWriter writer = aim;
  std::optional<CellAging> aging;
  if (config.fidelity.device) {
    writer.device = &config.device;
    writer.write_verify = config.cells.write_verify;
    if (config.cells.change_cells()) writer.aging = &aging.emplace(config.device, config.cells, device);
  }
  writer.written = 0;
  arrays.first = write(arrays.exact, writer);
  arrays.second = write(arrays.exact, writer);
  arrays.cells = writer.written;
  arrays.has_cells.ones(a.n_rows);
  return arrays;
}

UsedRows use_rows(const NnlsArrays& written, const NnlsQuery& query, bool keep_off) {
  const bool leave_out = query.rows && !keep_off;
  const arma::uvec on = query.rows ? *query.rows : counted(written.n_row());
  const arma::mat resistors =
      query.ridge > 0.0 ? arma::mat(arma::diagmat(std::sqrt(query.ridge) / written.scale)) : arma::mat();
  const arma::uword rows = leave_out ? on.n_elem : written.n_row(), all = rows + resistors.n_rows;
  UsedRows used{.arrays = {.n_col = written.n_col, .column = written.column, .scale = written.scale},
                .place = leave_out ? counted(rows) : on,
                .source = arma::join_cols(leave_out ? on : counted(rows), written.n_row() + counted(resistors.n_rows))};
  const auto take = [&](const arma::mat& from) {
    arma::mat part(all, from.n_cols, arma::fill::zeros);
    part.rows(used.place) = from.rows(on);
    if (!resistors.is_empty()) part.tail_rows(resistors.n_rows) = resistors;
    return part;
  };
  used.arrays.exact = take(written.exact);
  used.arrays.nominal = take(written.nominal);
  used.arrays.first = take(written.first);
  used.arrays.second = take(written.second);
  used.arrays.has_cells.zeros(all);
  used.arrays.has_cells.elem(used.place).ones();
  return used;
}

RegressionCircuit draw_circuit(const NnlsArrays& written, const UsedRows& used, const NnlsConfig& config) {
  const NnlsArrays& arrays = used.arrays;
  RegressionCircuit circuit;
  circuit.kind = config.circuit;
  circuit.rectifier = config.rectifier;
  circuit.diode_drop_V = config.diode_drop_V;
  circuit.model = rung_model(config);
  circuit.first_S = conductances_S(arrays.first, arrays.has_cells, config.device);
  circuit.second_S = conductances_S(arrays.second, arrays.has_cells, config.device);
  if (config.circuit != RegressionKind::compact || !config.compensated) return circuit;
  const arma::mat written_S = conductances_S(written.nominal, written.has_cells, config.device);
  const arma::mat used_S = conductances_S(arrays.nominal, arrays.has_cells, config.device);
  const arma::vec written_sum = 2.0 * arma::sum(written_S, 1), used_sum = 2.0 * arma::sum(used_S, 1);
  // Rows that are off get more than they had; on them nothing depends.
  circuit.compensation_S = std::max(written_sum.max(), used_sum.max()) - used_sum;
  return circuit;
}

}  // namespace ohmimo::rram
