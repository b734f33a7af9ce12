// A non-negative matrix written twice into cells. Every column is scaled so that its largest element is the highest
// level; the elements of x are scaled back digitally. Columns of zeros are not written: their x is 0.
#pragma once
#include <cstdint>
#include <optional>

#include "rram/cells/programming.hpp"
#include "rram/nnls/nnls_config.hpp"

namespace ohmimo::rram {

struct NnlsArrays {
  arma::uword n_col = 0;              // of the given matrix
  arma::uvec column = {};             // those that are written
  arma::vec scale = {};               // [written] x = y / scale, with y the solution for the scaled matrices below
  arma::mat exact = {};               // [m][written] scaled columns, the largest element of each 1
  arma::mat nominal = {};             // the same as the levels aim at
  arma::mat first = {}, second = {};  // as reached
  arma::uvec has_cells = {};          // [rows] 0 for rows that are switched off or made of resistors
  std::uint64_t cells = 0;

  arma::uword n_row() const { return exact.n_rows; }
  arma::vec expand(const arma::vec& y) const;  // [n_col]
};

// a finite and >= 0; stream: of the programming errors, if there are any.
NnlsArrays write_nnls_arrays(const arma::mat& a, const NnlsConfig& config, RngStream& device);

// One right-hand side. rows: ascending, those whose cells are switched on by their transistors; none = all. b [rows].
// ridge: >= 0, adds ridge ||x||^2 to ||A x - b||^2 by further rows of exact resistors.
struct NnlsQuery {
  arma::vec b;
  std::optional<arma::uvec> rows = std::nullopt;
  double ridge = 0.0;
};

// What a query uses of the arrays: rows, then those of the ridge. A row that is off acts on no other, so it may be left
// out, unless there are wires (keep_off): they remain while its cells do not conduct.
struct UsedRows {
  NnlsArrays arrays;
  arma::uvec place;   // in them, of each row of the query
  arma::uvec source;  // of each row in them: its row as written, or beyond these its number among the ridge rows
};
UsedRows use_rows(const NnlsArrays& written, const NnlsQuery& query, bool keep_off);

// Arrays as a circuit. The compensation is that of the arrays as written: switching rows off moves no other row.
RegressionCircuit draw_circuit(const NnlsArrays& written, const UsedRows& used, const NnlsConfig& config);

}  // namespace ohmimo::rram
