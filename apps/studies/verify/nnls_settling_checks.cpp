// Settling with outputs at their limits, thermal noise, and circuits against ngspice.
#include <fmt/format.h>

#include "apps/external/spice/spice_comparison.hpp"
#include "apps/studies/verify/nnls_case.hpp"
#include "apps/studies/verify/nnls_checks.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/nnls/digital_nnls.hpp"
#include "rram/nnls/rectified_transient.hpp"

namespace ohmimo::verify {
namespace {

using rram::Rectifier;
using rram::RegressionKind;
const double w = 2.0 * M_PI * 1e9;

struct Settling {
  std::vector<double> percent_ns, permille_ns, lambda, over_rule, end_error, noise_mV;
};

Settling settle(arma::uword m, arma::uword k, RegressionKind kind, int count, const VerifyOptions& options) {
  rram::SplitMix64 draws(options.seed + 11 * m);
  Settling all;
  for (int trial = 0; trial < count; ++trial) {
    const rram::PlantedNnls problem = rram::planted_nnls(draws, m, k);
    const rram::RegressionNetwork network =
        rram::make_network(level_circuit(problem.a, kind, Rectifier::precision, INFINITY));
    const rram::RectifiedLoop loop(network, level_drive(problem.b));
    const rram::RectifiedPoint point = rram::rectified_point(loop);
    const double permille_s = rram::settling_time_s(loop, point, 1e-3);
    all.percent_ns.push_back(1e9 * rram::settling_time_s(loop, point, 1e-2));
    all.permille_ns.push_back(1e9 * permille_s);
    all.lambda.push_back(point.slowest_rate_per_s / w);
    all.over_rule.push_back(permille_s * point.slowest_rate_per_s / std::log(1e3));
    const rram::RectifiedTrace trace(loop, 20.0 * permille_s);
    const arma::vec end = trace.output_V(20.0 * permille_s).tail(k) / 0.1;
    all.end_error.push_back(relative_error(end, rram::solve_nnls(problem.a, problem.b).x));
    if (kind == compact) {
      const arma::uvec active = point.active();
      const arma::mat covariance = rram::thermal_noise(loop, point);
      all.noise_mV.push_back(1e3 * std::sqrt(arma::trace(covariance) / static_cast<double>(active.n_elem)));
    }
  }
  return all;
}

Check noise_check() {
  const rram::RegressionCircuit circuit = level_circuit(nnls_example_a, compact, Rectifier::precision, INFINITY);
  const rram::RegressionNetwork network = rram::make_network(circuit);
  const rram::RectifiedLoop loop(network, level_drive(nnls_example_b));
  const arma::mat ours = rram::thermal_noise(loop, rram::rectified_point(loop)).eval().submat(1, 1, 2, 2);
  const arma::mat g_S = circuit.first_S.cols(1, 2);
  const double d_S = arma::max(arma::vec(2.0 * arma::sum(circuit.first_S, 1))) + circuit.model.g_source_S;
  const arma::mat closed = 1.380649e-23 * circuit.model.temperature_K * w * arma::inv(g_S.t() * g_S / d_S);
  return {"thermal noise, compact, worked example: relative difference", arma::norm(ours - closed) / arma::norm(closed),
          Expectation::at_most(1e-3), "closed form k T w K^-1"};
}

}  // namespace

std::vector<Check> nnls_settling_checks(const VerifyOptions& options) {
  std::vector<Check> checks = {noise_check()};
  struct Row {
    arma::uword m, k;
    RegressionKind kind;
    int count;
    double percent_ns, permille_ns, lambda, noise_mV;
  };
  const int more = options.full ? 5 : 1;
  const Row rows[] = {{16, 4, compact, 60 * more, 25, 39, 0.026, 1.8},
                      {64, 8, compact, 30 * more, 54, 84, 0.011, 1.2},
                      {128, 16, compact, 10 * more, 99, 168, 0.005, 1.2},
                      {16, 4, two_banks, 30 * more, 8.9, 13, 0, 0},
                      {64, 8, two_banks, 15 * more, 11, 17, 0, 0}};
  for (const Row& row : rows) {
    const Settling all = settle(row.m, row.k, row.kind, row.count, options);
    const std::string name =
        fmt::format("{}x{} {} at 1 GHz", row.m, row.k, word_of_value(rram::regression_words, row.kind));
    const auto add = [&](const char* what, const std::vector<double>& value, double other) {
      checks.push_back({fmt::format("{}: median {}", name, what), median(value),
                        Expectation::between(other / 1.35, other * 1.35), nnls_source});
    };
    add("settling to 1 % [ns]", all.percent_ns, row.percent_ns);
    add("settling to 0.1 % [ns]", all.permille_ns, row.permille_ns);
    checks.push_back({name + ": worst end of a trace against the digital solution", quantile(all.end_error, 1.0),
                      Expectation::at_most(1e-6), "digital NNLS"});
    if (row.kind != compact) continue;
    add("slowest rate over 2 pi gbwp", all.lambda, row.lambda);
    add("thermal noise, rms over free outputs [mV]", all.noise_mV, row.noise_mV);
    checks.push_back({name + ": median 0.1 % settling over ln(1000)/slowest rate", median(all.over_rule),
                      Expectation::between(0.6, 1.1), nnls_source});
  }
  return checks;
}

std::vector<Check> nnls_spice_checks(const VerifyOptions& options) {
  std::vector<Check> checks = {{"ngspice is installed (Debian package ngspice)", external::ngspice_found() ? 1.0 : 0.0,
                                Expectation::at_least(1.0), "independent judge of the circuits"}};
  if (!external::ngspice_found()) return checks;
  rram::SplitMix64 draws(options.seed + 13);
  for (const RegressionKind kind : {two_banks, compact}) {
    double rest = 0.0, moving = 0.0;
    for (const Rectifier rectifier : {Rectifier::clamp, Rectifier::precision, Rectifier::diode})
      for (const double wire_ohm : {0.0, 1.73}) {
        const rram::PlantedNnls problem = rram::planted_nnls(draws, 8, 4);
        rram::RegressionCircuit circuit = level_circuit(problem.a, kind, rectifier, 1e4);
        circuit.model.wire = {wire_ohm, wire_ohm};
        rram::RegressionDrive drive = level_drive(problem.b);
        const rram::RegressionNetwork network = rram::make_network(circuit);
        drive.offset_V = 2e-3 * (draws.uniform(network.n(), 1).as_col() - 0.5);
        const rram::RectifiedLoop loop(network, drive);
        const rram::RectifiedPoint point = rram::rectified_point(loop);
        const double stop_s = wire_ohm == 0.0 ? 8.0 / point.slowest_rate_per_s : 0.0;
        const rram::RegressionSpice theirs = external::run_ngspice(circuit, drive, {.stop_s = stop_s, .points = 16000});
        rest = worst_of(rest, external::relative_difference(arma::join_cols(point.bank_V, point.x_V), theirs.point_V));
        if (stop_s == 0.0) continue;
        const rram::RectifiedTrace trace(loop, stop_s);
        arma::mat ours(arma::size(theirs.output_V));
        for (arma::uword t = 0; t < theirs.time_s.n_elem; ++t) ours.row(t) = trace.output_V(theirs.time_s(t)).t();
        moving = worst_of(moving, external::relative_difference(ours, theirs.output_V));
      }
    const std::string_view name = word_of_value(rram::regression_words, kind);
    checks.push_back({fmt::format(".op 8x4 {}, three rectifiers, wires 0/1.73 ohm: worst", name), rest,
                      Expectation::at_most(1e-9), "ngspice"});
    checks.push_back({fmt::format(".tran 8x4 {}, three rectifiers: worst sample", name), moving,
                      Expectation::at_most(1e-4), "ngspice"});
  }
  return checks;
}

}  // namespace ohmimo::verify
