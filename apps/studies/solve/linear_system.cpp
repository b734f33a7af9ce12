#include "apps/studies/solve/linear_system.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/generate.hpp"
#include "apps/text/text.hpp"
#include "rram/cells/mapping.hpp"

namespace ohmimo::solve {
namespace {

constexpr int largest_order = 2048;  // rows of the real form

void require_range(const std::string& field, double value, double low, double high) {
  if (!(value >= low && value <= high))
    throw std::invalid_argument(fmt::format("{} must be from {} to {}, got {}", field, low, high, value));
}

int order(const std::string& field, std::string_view text, int most) {
  const int n = integer_from_text(field, text);
  require_range(field, n, 1, most);
  return n;
}

void generate_wishart(const std::string& text, std::uint64_t seed, LinearSystem& system) {
  const std::vector<std::string> size = split(text, 'x');
  if (size.size() != 2)
    throw std::invalid_argument("wishart must be ANTENNASxUSERS, such as 128x8, got " + in_quotes(text));
  const int n_user = order("wishart users", size[1], largest_order / 2);
  const int n_rx = order("wishart antennas", size[0], 4096);
  if (n_user > n_rx)
    throw std::invalid_argument(
        fmt::format("wishart users must be <= antennas = {} (else the matrix is singular), got {}", n_rx, n_user));
  RngStream stream({seed, 0, 0}, Purpose::channel);
  system.a = matrix::wishart_matrix(n_rx, n_user, stream);
  system.is_complex = true;
  system.name = fmt::format("H^H H of a Rayleigh channel {}x{}", n_rx, n_user);
}

void generate_toeplitz(const std::string& text, LinearSystem& system) {
  const std::size_t colon = text.find(':');
  const int n = order("toeplitz rows", std::string_view(text).substr(0, colon), largest_order);
  const double rho = colon == std::string::npos ? 0.5 : number_from_text("toeplitz RHO", text.substr(colon + 1));
  if (!(rho >= 0.0 && rho < 1.0))
    throw std::invalid_argument(fmt::format("toeplitz RHO must be from 0 to below 1, got {}", rho));
  system.a = matrix::toeplitz_matrix(n, rho);
  system.name = fmt::format("{}^|i-j|, {} rows", rho, n);
}

void make_stencil(const SystemSpec& spec, LinearSystem& system) {
  const bool heat = !spec.heat.empty();
  system.stencil = matrix::stencil_from_text(heat ? "heat" : "poisson", heat ? spec.heat : spec.poisson, largest_order);
  system.a = arma::cx_mat(matrix::stencil_matrix(*system.stencil),
                          arma::zeros(arma::size(system.stencil->unknowns(), system.stencil->unknowns())));
  system.name = system.stencil->name();
}

void load_file(const SystemSpec& spec, LinearSystem& system) {
  matrix::FileMatrix matrix = read_file(spec, spec.file, system);
  const arma::uword m = matrix.value.n_rows, n = matrix.value.n_cols;
  if (m != n && !spec.normal_equations && !spec.any_shape)
    throw std::invalid_argument(fmt::format("{} must be square, got {}x{}; --normal-equations solves A^H A x = A^H b",
                                            in_quotes(spec.file), m, n));
  const std::string order = matrix.order_unmarked ? "; its dimensions are not marked, see --column-major" : "";
  if (m < n && !spec.any_shape)
    throw std::invalid_argument(
        fmt::format("{} must have as many rows as columns or more, got {}x{}{}", in_quotes(spec.file), m, n, order));
  if (n * (matrix.is_complex ? 2 : 1) > largest_order)
    throw std::invalid_argument(fmt::format("{} must have at most {} {} columns, got {}", in_quotes(spec.file),
                                            largest_order / (matrix.is_complex ? 2 : 1),
                                            matrix.is_complex ? "complex" : "real", n));
  system.a = std::move(matrix.value);
  system.is_complex = matrix.is_complex;
  system.name = spec.file;
}

void make_matrix(const SystemSpec& spec, LinearSystem& system) {
  int n_source = 0;
  for (const std::string* source : {&spec.file, &spec.wishart, &spec.poisson, &spec.heat, &spec.toeplitz, &spec.random})
    n_source += source->empty() ? 0 : 1;
  if (n_source != 1)
    throw std::invalid_argument(fmt::format(
        "one matrix is needed: FILE, --wishart, --poisson, --heat, --toeplitz or --random, got {}", n_source));
  if (!spec.file.empty()) return load_file(spec, system);
  if (!spec.wishart.empty()) return generate_wishart(spec.wishart, spec.seed, system);
  if (!spec.toeplitz.empty()) return generate_toeplitz(spec.toeplitz, system);
  if (!spec.poisson.empty() || !spec.heat.empty()) return make_stencil(spec, system);
  RngStream stream({spec.seed, 0, 0}, Purpose::channel);
  system.a = matrix::random_matrix(order("random", spec.random, largest_order), stream);
  system.name = fmt::format("{} rows of N(0, 1)", system.a.n_rows);
}

void make_rhs(const SystemSpec& spec, LinearSystem& system) {
  const arma::uword n_row = system.a.n_rows;
  const bool random = spec.rhs == "random";
  if (!random && !spec.n_rhs.empty())
    throw std::invalid_argument(fmt::format("n-rhs must go with rhs random, got rhs {}", in_quotes(spec.rhs)));
  if (random) {
    const int n_rhs = spec.n_rhs.empty() ? 1 : order("n-rhs", spec.n_rhs, 100'000);
    RngStream stream({spec.seed, 0, 0}, Purpose::right_hand_side);
    system.b.set_size(n_row, n_rhs);
    for (arma::cx_double& value : system.b) {
      const double re = stream.normal();
      value = {re, system.is_complex ? stream.normal() : 0.0};
    }
  } else if (spec.rhs == "ones") {
    system.b.ones(n_row, 1);
  } else {
    matrix::FileMatrix rhs = read_file(spec, spec.rhs, system);
    const std::string order = rhs.order_unmarked ? "; its dimensions are not marked, see --column-major" : "";
    if (rhs.value.n_rows != n_row)
      throw std::invalid_argument(fmt::format("{} must have {} rows, one for each of the matrix, got {}{}",
                                              in_quotes(spec.rhs), n_row, rhs.value.n_rows, order));
    system.b = std::move(rhs.value);
    system.is_complex = system.is_complex || rhs.is_complex;
  }
}

}  // namespace

matrix::FileMatrix read_file(const SystemSpec& spec, const std::string& name, LinearSystem& system) {
  using matrix::DimensionOrder;
  matrix::FileMatrix file =
      matrix::read_matrix(name, spec.column_major ? DimensionOrder::column_row : DimensionOrder::row_column);
  system.notes.insert(system.notes.end(), file.notes.begin(), file.notes.end());
  system.order_unmarked = system.order_unmarked || file.order_unmarked;
  return file;
}

LinearSystem make_system(const SystemSpec& spec) {
  const double ridge = spec.ridge.empty() ? 0.0 : number_from_text("mmse", spec.ridge);
  if (ridge < 0.0) throw std::invalid_argument(fmt::format("mmse must be >= 0, got {}", ridge));
  LinearSystem system;
  make_matrix(spec, system);
  make_rhs(spec, system);
  if (spec.normal_equations) {
    system.matrix = system.a.t() * system.a;
    system.rhs = system.a.t() * system.b;
  } else {
    system.matrix = system.a;
    system.rhs = system.b;
  }
  system.matrix.diag() += ridge;
  if (system.matrix.has_nonfinite() || system.rhs.has_nonfinite())
    throw std::invalid_argument(fmt::format("{} must have numbers whose products fit a double", system.name));
  if (spec.normal_equations || ridge > 0.0) system.stencil.reset();
  if (spec.normal_equations)
    system.name = fmt::format("A^H A, A = {} ({}x{})", system.name, system.a.n_rows, system.a.n_cols);
  if (ridge > 0.0) system.name += fmt::format(", + {} I", ridge);
  return system;
}

arma::mat real_rows(const arma::cx_mat& columns, bool is_complex) {
  const arma::mat re = arma::real(columns).t();
  return is_complex ? arma::mat(arma::join_rows(re, arma::mat(arma::imag(columns).t()))) : re;
}

arma::cx_mat complex_columns(const arma::mat& rows, bool is_complex) {
  const arma::uword n = is_complex ? rows.n_cols / 2 : rows.n_cols;
  arma::cx_mat columns(n, rows.n_rows, arma::fill::zeros);
  columns.set_real(rows.head_cols(n).t());
  if (is_complex) columns.set_imag(rows.tail_cols(n).t());
  return columns;
}

arma::mat real_matrix(const arma::cx_mat& matrix, bool is_complex) {
  return is_complex ? rram::embed_complex(matrix) : arma::mat(arma::real(matrix));
}

}  // namespace ohmimo::solve
