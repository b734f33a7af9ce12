#include "apps/studies/reproduce/board_circuit.hpp"

#include <algorithm>
#include <stdexcept>

#include "apps/matrix/generate.hpp"
#include "rram/cells/device.hpp"

namespace ohmimo::reproduce {
namespace {

constexpr double n = 2.0, m = 0.4;  // resistors of the inversion array, Fig. 3a, in units of full_scale_S
constexpr double full_scale_S = 40e-6;

// The cell of the level nearest to value in [0, 1), as programmed.
double cell_S(double value, RngStream& device) {
  const double level = std::clamp(std::round(8.0 * value), 0.0, 7.0);
  return rram::default_device().level[static_cast<std::size_t>(level)].conductance_S(device.uniform());
}

template <class Value>
arma::mat programmed_S(const arma::mat& a, RngStream& device, Value value) {
  arma::mat g_S(arma::size(a));
  for (arma::uword i = 0; i < a.n_rows; ++i)
    for (arma::uword j = 0; j < a.n_cols; ++j) g_S(i, j) = cell_S(value(a(i, j), i == j), device);
  return g_S;
}

}  // namespace

Board::Board(std::uint64_t seed) : input_V_(5, 4) {
  RngStream channel({seed, 0, 0}, Purpose::channel), device({seed, 0, 0}, Purpose::device_program);
  const arma::cx_mat a = matrix::wishart_matrix(16, 4, channel);
  const double scale = arma::mean(arma::vec(arma::real(a.diag()))) / (n - m + 0.5);
  const double largest = arma::abs(arma::mat(arma::imag(a))).max();
  inverse_.positive_S = programmed_S(
      arma::real(a), device, [&](double value, bool diagonal) { return value / scale + m - (diagonal ? n : 0.0); });
  inverse_.bias_S = m * full_scale_S;
  inverse_.diagonal_S = n * full_scale_S;
  const auto part = [&](double sign) {
    return programmed_S(arma::imag(a), device,
                        [&, sign](double value, bool) { return std::max(0.0, sign * value) / largest * 7.0 / 8.0; });
  };
  product_.positive_S = part(1.0);
  product_.negative_S = part(-1.0);
  for (double& value : input_V_) value = 0.4 * channel.uniform() - 0.2;  // within the clamp of 0.4 V
  model_.wire = {0.0, 0.0};
}

rram::Network Board::network(rram::CircuitKind kind) const {
  return rram::make_network({kind, kind == rram::CircuitKind::inverse ? inverse_ : product_, model_});
}

std::vector<BoardTrace> Board::traces(rram::CircuitKind kind, double end_ns) const {
  const rram::Network circuit = network(kind);
  std::vector<BoardTrace> traces;
  for (arma::uword k = 0; k < input_V_.n_rows; ++k) {
    const rram::StepResponse response(circuit, {input_V_.row(k).t(), {}});
    if (!response.stable()) throw std::runtime_error("the simulated board circuit is unstable");
    const double largest_V = arma::abs(response.final_V().head(4)).max();
    BoardTrace trace;
    trace.output.set_size(static_cast<arma::uword>(end_ns) + 1, 4);
    for (arma::uword t = 0; t < trace.output.n_rows; ++t) {
      trace.time_ns.push_back(static_cast<double>(t));
      trace.output.row(t) = response.output_V(static_cast<double>(t) * 1e-9).head(4).t() / largest_V;
    }
    for (std::size_t s = 0; s < 3; ++s) trace.settle_ns[s] = response.settling_time_s(settle_percent[s] / 100.0) * 1e9;
    traces.push_back(trace);
  }
  return traces;
}

Ringing Board::ringing() const {
  const rram::Network circuit = network(rram::CircuitKind::inverse);
  Ringing sum;
  int count = 0;
  for (arma::uword k = 0; k < input_V_.n_rows; ++k) {
    const rram::StepResponse response(circuit, {input_V_.row(k).t(), {}});
    if (!response.stable()) return {INFINITY, INFINITY};
    const arma::vec end = response.final_V().head(4);
    arma::mat v(400, 4);
    for (arma::uword t = 0; t < v.n_rows; ++t) v.row(t) = response.output_V(static_cast<double>(t) * 1e-9).head(4).t();
    for (arma::uword j = 0; j < 4; ++j) {
      if (std::abs(end(j)) < 0.5 * arma::abs(end).max()) continue;
      const arma::vec relative = v.col(j) / end(j);
      sum.peak_ns += static_cast<double>(relative.index_max());
      sum.overshoot_percent += 100.0 * (relative.max() - 1.0);
      ++count;
    }
  }
  return {sum.peak_ns / count, sum.overshoot_percent / count};
}

// More conductance to ground damps: bisection over its logarithm.
void Board::fit_damping(double overshoot_percent) {
  double low = 1e-6, high = 1e-1;
  while (high / low > 1.001) {
    model_.g_in_S = std::sqrt(low * high);
    (ringing().overshoot_percent > overshoot_percent ? low : high) = model_.g_in_S;
  }
}

// At a given overshoot the peak comes later with more capacitance, as its square root.
void Board::fit(const Ringing& wanted) {
  double low = 1e-12, high = 1e-9;
  while (high / low > 1.001) {
    model_.c_row_F = std::sqrt(low * high);
    fit_damping(wanted.overshoot_percent);
    (ringing().peak_ns < wanted.peak_ns ? low : high) = model_.c_row_F;
  }
}

}  // namespace ohmimo::reproduce
