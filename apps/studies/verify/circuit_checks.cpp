#include <fmt/format.h>

#include "apps/studies/reproduce/zuo2025.hpp"
#include "apps/studies/verify/circuit_case.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/circuit/thermal_noise.hpp"
#include "rram/circuit/transient.hpp"

namespace ohmimo::verify {
namespace {

using rram::CircuitKind;

// v = -g_source x / (G + S/A0), S = G + g_source, one cell, gain 50.
Check one_cell_check() {
  rram::CircuitModel model = gigahertz_model(0.0);
  model.amplifier.gain = 50.0;
  const double g_S = 30e-6;
  rram::SignedArrays arrays;
  arrays.positive_S = arma::mat(1, 1, arma::fill::value(g_S));
  const rram::Network network = rram::make_network({CircuitKind::inverse, arrays, model});
  const double ours = rram::operating_point(network, {arma::vec{0.1}, {}}).v_V(0);
  const double by_hand = -0.1 * model.g_source_S / (g_S + (g_S + model.g_source_S) / 50.0);
  return {"1x1 inversion, gain 50: relative difference", std::abs(ours / by_hand - 1.0), Expectation::at_most(1e-12),
          "solved by hand"};
}

Check power_check(const VerifyOptions& options) {
  RngStream stream({options.seed, 0, 0}, Purpose::channel);
  double worst = 0.0;
  for (const CircuitKind kind : {CircuitKind::inverse, CircuitKind::product})
    for (const double wire_ohm : {0.0, 1.73, 20.0}) {
      const rram::Network network =
          rram::make_network({kind, gram_arrays(stream, 32, 4, 0.05), gigahertz_model(wire_ohm)});
      const rram::OperatingPoint point = rram::operating_point(network, {random_input_V(stream, 8), {}});
      worst = worst_of(worst, std::abs(point.delivered_W / point.dissipated_W - 1.0));
    }
  return {"power delivered over power dissipated - 1, worst", worst, Expectation::at_most(1e-9), "energy (Tellegen)"};
}

// Norm of the output error over that of the ideal output, in percent, median of 21 channels, 64x8, ridge 0.01.
double static_error_percent(double gain, double wire_ohm, const VerifyOptions& options) {
  std::vector<double> error;
  for (std::uint32_t k = 0; k < 21; ++k) {
    RngStream stream({options.seed, 1, k}, Purpose::channel);
    const rram::SignedArrays arrays = gram_arrays(stream, 64, 8, 0.01);
    const arma::vec input_V = random_input_V(stream, 16);
    rram::CircuitModel model = gigahertz_model(wire_ohm);
    model.amplifier.gain = model.inverter.gain = gain;
    const arma::vec ours =
        rram::operating_point(rram::make_network({CircuitKind::inverse, arrays, model}), {input_V, {}}).v_V;
    const arma::vec ideal =
        -arma::solve(arma::mat(arrays.positive_S - arrays.negative_S), arma::vec(model.g_source_S * input_V));
    error.push_back(100.0 * arma::norm(ours - ideal) / arma::norm(ideal));
  }
  return median(error);
}

// 0.1 % settling time of inversion over Gram matrices, ns, 1 GHz, median of 21.
double settling_ns(int n_rx, int n_user, const VerifyOptions& options) {
  std::vector<double> time_ns;
  for (std::uint32_t k = 0; k < 21; ++k) {
    RngStream stream({options.seed, 2, k}, Purpose::channel);
    const rram::Network network =
        rram::make_network({CircuitKind::inverse, gram_arrays(stream, n_rx, n_user, 0.05), gigahertz_model(0.0)});
    const rram::StepResponse response(network, {random_input_V(stream, network.n_input), {}});
    time_ns.push_back(response.settling_time_s(1e-3) * 1e9);
  }
  return median(time_ns);
}

Check noise_check(const VerifyOptions& options) {
  RngStream stream({options.seed, 3, 0}, Purpose::channel);
  rram::CircuitModel model = gigahertz_model(0.0);
  model.amplifier.gain = INFINITY;
  const rram::SignedArrays arrays = positive_array(stream, 8);
  const arma::mat ours = rram::thermal_noise(rram::make_network({CircuitKind::inverse, arrays, model}));
  const double k_T_w = 1.380649e-23 * model.temperature_K * 2.0 * M_PI * model.amplifier.gbwp_hz;
  const arma::mat closed = k_T_w * arma::inv(arrays.positive_S);
  return {"thermal noise, one symmetric array: relative difference",
          arma::norm(ours - closed, "fro") / arma::norm(closed, "fro"), Expectation::at_most(1e-8),
          "closed form k T w_t G^-1"};
}

std::vector<Check> board_checks(const VerifyOptions& options) {
  std::vector<Check> checks;
  const reproduce::PaperFigure inversion = reproduce::zuo2025_figure("5a", {options.seed, 10}),
                               product = reproduce::zuo2025_figure("5b", {options.seed, 10});
  for (const reproduce::Comparison& row : inversion.comparisons)
    if (row.what.starts_with("response time to 10 %"))
      checks.push_back({"4x4 inversion on the fitted board: response to 10 % [ns]", row.ours,
                        Expectation::near(row.paper, 0.25 * row.paper), "Zuo 2025, Fig. 5a"});
  for (const reproduce::Comparison& row : product.comparisons)
    if (row.what.starts_with("response time to 10 %"))
      checks.push_back({"4x4 product, same loads: response to 10 % [ns]", row.ours,
                        Expectation::near(row.paper, 0.25 * row.paper), "Zuo 2025, Fig. 5b",
                        KnownDifference{75.0, 250.0,
                                        "row capacitance and leakage are fitted to the inversion only; feedback and "
                                        "loads of the product board are not published"}});
  return checks;
}

}  // namespace

std::vector<Check> circuit_checks(const VerifyOptions& options) {
  std::vector<Check> checks = {one_cell_check(), power_check(options), noise_check(options)};
  // From another program; its channels are other draws of the same law: half as much again either way.
  const auto add = [&](std::string name, double measured, double other) {
    checks.push_back({std::move(name), measured, Expectation::between(other / 1.5, other * 1.5),
                      "independent program, other draws"});
  };
  for (const auto& [gain, percent] : {std::pair{1e2, 4.68}, {1e3, 0.494}, {1e4, 0.050}})
    add(fmt::format("64x8 inversion, gain {:g}: output error [%]", gain), static_error_percent(gain, 0.0, options),
        percent);
  for (const auto& [wire_ohm, percent] : {std::pair{1.0, 0.250}, {5.0, 1.26}})
    add(fmt::format("64x8 inversion, wires {:g} ohm: output error [%]", wire_ohm),
        static_error_percent(INFINITY, wire_ohm, options), percent);
  for (const auto& [n_rx, n_user, other_ns] : {std::tuple{16, 2, 2.70}, {32, 4, 4.05}, {64, 8, 7.29}})
    add(fmt::format("{}x{} inversion at 1 GHz: settling to 0.1 % [ns]", n_rx, n_user),
        settling_ns(n_rx, n_user, options), other_ns);
  for (Check& check : board_checks(options)) checks.push_back(std::move(check));
  return checks;
}

}  // namespace ohmimo::verify
