#include <fmt/format.h>

#include "apps/external/spice/ngspice.hpp"
#include "apps/external/spice/spice_comparison.hpp"
#include "apps/studies/verify/circuit_case.hpp"
#include "apps/studies/verify/rram_checks.hpp"
#include "rram/circuit/transient.hpp"

namespace ohmimo::verify {
namespace {

using rram::CircuitKind;

rram::SignedArrays arrays_of(bool two, arma::uword n, RngStream& stream) {
  return two ? gram_arrays(stream, static_cast<int>(4 * n), static_cast<int>(n / 2), 0.05) : positive_array(stream, n);
}

// Worst relative difference of the operating points of one size: kinds, one and two arrays, wires 0, 1, 5 ohm.
Check static_check(arma::uword n, const VerifyOptions& options) {
  RngStream stream({options.seed, 0, static_cast<std::uint32_t>(n)}, Purpose::channel);
  double worst = 0.0;
  for (const CircuitKind kind : {CircuitKind::inverse, CircuitKind::product})
    for (const bool two : {false, true})
      for (const double wire_ohm : {0.0, 1.0, 5.0}) {
        const rram::Circuit circuit = {kind, arrays_of(two, n, stream), gigahertz_model(wire_ohm)};
        const rram::Drive drive = {random_input_V(stream, n), {}};
        const rram::OperatingPoint ours = rram::operating_point(rram::make_network(circuit), drive);
        worst = worst_of(worst, external::relative_difference(ours.v_V, external::run_ngspice(circuit, drive).v_V));
      }
  return {fmt::format(".op {0}x{0}, INV and MVM, 1 and 2 arrays, 0/1/5 ohm: worst", n), worst,
          Expectation::at_most(1e-9), "ngspice"};
}

std::vector<Check> transient_checks(CircuitKind kind, arma::uword n, const VerifyOptions& options) {
  RngStream stream({options.seed, 1, static_cast<std::uint32_t>(n)}, Purpose::channel);
  const rram::Circuit circuit = {kind, arrays_of(true, n, stream), gigahertz_model(0.0)};
  const rram::Drive drive = {random_input_V(stream, n), {}};
  const rram::Network network = rram::make_network(circuit);
  const rram::StepResponse response(network, drive);
  rram::SpiceRun run;
  run.stop_s = 12.0 / rram::slowest_rate(rram::state_space(network));  // 12 time constants of the slowest pole
  const rram::SpiceResult theirs = external::run_ngspice(circuit, drive, run);
  arma::mat ours(arma::size(theirs.output_V));
  for (arma::uword k = 0; k < theirs.time_s.n_elem; ++k) ours.row(k) = response.output_V(theirs.time_s(k)).t();
  const double settled_s = external::sampled_settling_s(theirs.time_s, theirs.output_V.head_cols(n), theirs.v_V, 1e-3);
  const std::string name = fmt::format(".tran {0}x{0} {1}", n, kind == CircuitKind::inverse ? "INV" : "MVM");
  return {{name + ", two arrays: worst sample", external::relative_difference(ours, theirs.output_V),
           Expectation::at_most(1e-4), "ngspice"},
          {name + ": 0.1 % settling time, relative", std::abs(response.settling_time_s(1e-3) / settled_s - 1.0),
           Expectation::at_most(0.01), "ngspice"}};
}

}  // namespace

std::vector<Check> spice_checks(const VerifyOptions& options) {
  std::vector<Check> checks = {{"ngspice is installed (Debian package ngspice)", external::ngspice_found() ? 1.0 : 0.0,
                                Expectation::at_least(1.0), "independent judge of the circuits"}};
  if (!external::ngspice_found()) return checks;
  for (const arma::uword n : {4, 8, 16}) {
    if (n == 16 && !options.full) continue;
    checks.push_back(static_check(n, options));
    for (const CircuitKind kind : {CircuitKind::inverse, CircuitKind::product}) {
      if (n > 4 && !options.full) continue;
      for (Check& check : transient_checks(kind, n, options)) checks.push_back(std::move(check));
    }
  }
  return checks;
}

}  // namespace ohmimo::verify
