#include "apps/commands/spice_nnls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "apps/commands/spice_deck.hpp"
#include "apps/commands/spice_verdict.hpp"
#include "apps/external/spice/spice_comparison.hpp"
#include "apps/studies/nnls/nnls_problem.hpp"
#include "apps/text/text.hpp"
#include "rram/nnls/digital_nnls.hpp"
#include "rram/nnls/nnls_system.hpp"
#include "rram/nnls/rectified_transient.hpp"

namespace ohmimo {

using namespace nnls;

namespace {

constexpr std::uint32_t nnls_offset_index = 4;  // of the stream; lower ones name the effects of the cells
constexpr double largest_V = 0.3;               // output of an ideal circuit
constexpr int least_points = 16'000;            // outputs reach their limits much faster than the slowest pole

void refuse_unused(const SpiceFlags& flags) {
  constexpr std::array<std::string_view, 1> of_run = {"spice-seconds"}, of_diode = {"diode-drop-v"};
  constexpr std::array<std::string_view, 13> of_others = {
      "wishart", "poisson", "heat",      "toeplitz",      "random",          "mmse", "normal-equations", "kind",
      "arrays",  "c-row-f", "r-out-ohm", "inverter-gain", "inverter-gbwp-hz"};
  refuse_given(flags.given, of_others, "must not go with nnls");
  if (!flags.run) refuse_given(flags.given, of_run, "must go with run");
  if (flags.circuit.rectifier != "diode")
    refuse_given(flags.given, of_diode, "needs rectifier diode to have an effect, got " + flags.circuit.rectifier);
}

struct NnlsCase {
  Problem problem;
  rram::NnlsConfig config;
  rram::RegressionCircuit circuit;
  rram::RegressionDrive drive;
  double volt = 0.0;  // of an output per unit of x of the scaled matrix
  std::uint64_t cells = 0;
};

// A and the one b.
Problem problem_of(const SpiceFlags& flags, std::uint64_t seed) {
  ProblemSpec spec;
  spec.file = flags.matrix.file;
  spec.planted = flags.planted;
  spec.column_major = flags.matrix.column_major;
  spec.seed = seed;
  if (flags.input != "random" && flags.input != "ones") spec.rhs = flags.input;
  Problem problem = make_problem(spec);
  if (flags.input == "ones") problem.b.ones();
  if (problem.b.n_cols != 1)
    throw std::invalid_argument(fmt::format("{} must be one column, got {}", in_quotes(flags.input), problem.b.n_cols));
  if (problem.a.n_rows > largest_circuit || problem.a.n_cols > largest_circuit)
    throw std::invalid_argument(
        fmt::format("the matrix of a circuit must have at most {0} rows and {0} columns, got "
                    "{1} and {2}",
                    largest_circuit, problem.a.n_rows, problem.a.n_cols));
  if (!(problem.a.max() > 0.0)) throw std::invalid_argument("the matrix must have an element above 0, got none");
  if (flags.matrix.column_major && !problem.order_unmarked)
    throw std::invalid_argument("column-major needs an HDF5 file that does not mark its dimensions to have an effect");
  return problem;
}

rram::NnlsConfig config_of(const SpiceFlags& flags) {
  rram::NnlsConfig config;
  config.fidelity = rram::fidelity_from_name(flags.fidelity);
  if (config.fidelity.converter)
    throw std::invalid_argument("fidelity must be exact, quantised or device, got '" + flags.fidelity + "'");
  config.fidelity.circuit = config.fidelity.wires = true;
  config.circuit = value_of_word("circuit", rram::regression_words, flags.circuit.circuit);
  config.rectifier = value_of_word("rectifier", rram::rectifier_words, flags.circuit.rectifier);
  config.compensated = !flags.circuit.uncompensated;
  config.diode_drop_V = flags.circuit.diode_drop_V;
  if (!config.compensated && config.circuit != rram::RegressionKind::compact)
    throw std::invalid_argument("uncompensated needs circuit compact to have an effect, got " + flags.circuit.circuit);
  config.analogue.circuit = circuit_model(flags);
  config.analogue.circuit.g_source_S = rram::regression_model().circuit.g_source_S;
  rram::validate(config);
  return config;
}

NnlsCase make_nnls_case(const SpiceFlags& flags) {
  const std::uint64_t seed = natural_from_text("seed", flags.seed);
  NnlsCase made{problem_of(flags, seed), config_of(flags), {}, {}};
  RngStream device({seed, 0, 0}, Purpose::device_program),
      offsets({seed, 0, 0}, Purpose::device_program, nnls_offset_index);
  const rram::NnlsSystem system = rram::program_nnls(made.problem.a, made.config, device);
  made.circuit = system.circuit();
  made.cells = system.arrays().cells;
  const arma::vec y =
      system.arrays().scale % rram::solve_nnls(made.problem.a, made.problem.b.col(0)).x.elem(system.arrays().column);
  made.volt = largest_V / (y.max() > 0.0 ? y.max() : 1.0);
  const double full_S = made.config.device.unit_S() * 7.0 / 8.0;
  made.drive.row_V = made.problem.b.col(0) * (made.volt * full_S / made.circuit.model.g_source_S);
  made.drive.offset_V.set_size(rram::regression_outputs(made.circuit));
  for (double& value : made.drive.offset_V) value = made.circuit.model.amplifier.offset_sigma_V * offsets.normal();
  return made;
}

std::string description(const NnlsCase& made, const SpiceFlags& flags) {
  const rram::CircuitModel& model = made.circuit.model;
  std::string text = fmt::format(
      "{}: {}x{}, NNLS circuit: {}; {} cells, fidelity {}, seed {}\n"
      "op-amps: gain {:g}, {:g} Hz; offset sigma {} V; wires: rows {} ohm, columns {} ohm\n"
      "output = {:.9g} V per unit of x times the largest element of its column\n",
      one_line(made.problem.name), made.problem.a.n_rows, made.problem.a.n_cols, circuit_text(made.config), made.cells,
      flags.fidelity, flags.seed, model.amplifier.gain, model.amplifier.gbwp_hz, model.amplifier.offset_sigma_V,
      model.wire.r_row_ohm, model.wire.r_col_ohm, made.volt);
  if (const std::string other = other_problem_text(made.config); !other.empty()) text += "NOTE: " + other + "\n";
  return text;
}

// A point at rest, which there must be.
rram::RectifiedPoint require_rest(const rram::RectifiedLoop& loop) {
  const rram::RectifiedPoint point = rram::rectified_point(loop);
  if (point.status != rram::CircuitStatus::settled && point.status != rram::CircuitStatus::saturated)
    throw std::invalid_argument("the circuit must have a stable steady state, got none");
  return point;
}

external::SpiceComparison compare_outputs(const NnlsCase& made, const rram::RectifiedLoop& loop,
                                          const rram::RectifiedPoint& point, const rram::SpiceRun& run) {
  const rram::RegressionSpice theirs = external::run_ngspice(made.circuit, made.drive, run);
  external::SpiceComparison found;
  found.ours_V = arma::join_cols(point.bank_V, point.x_V);
  found.theirs_V = theirs.point_V;
  found.static_difference = external::relative_difference(found.ours_V, found.theirs_V);
  if (run.stop_s <= 0.0) return found;
  const rram::RectifiedTrace trace(loop, run.stop_s);
  if (!trace.complete()) return found;
  arma::mat ours(arma::size(theirs.output_V));
  for (arma::uword t = 0; t < theirs.time_s.n_elem; ++t) ours.row(t) = trace.output_V(theirs.time_s(t)).t();
  found.samples = theirs.time_s.n_elem;
  found.sample_difference = external::relative_difference(ours, theirs.output_V);
  found.settling_s = trace.settling_time_s(point.x_V, 1e-3);
  const arma::uword n_col = point.x_V.n_elem;
  found.sampled_settling_s =
      external::sampled_settling_s(theirs.time_s, theirs.output_V.tail_cols(n_col), point.x_V, 1e-3);
  return found;
}

}  // namespace

int run_spice_nnls(const SpiceFlags& flags) {
  refuse_unused(flags);
  const NnlsCase made = make_nnls_case(flags);
  const rram::RegressionNetwork network = rram::make_network(made.circuit);
  const rram::RectifiedLoop loop(network, made.drive);
  const rram::RectifiedPoint point = require_rest(loop);
  rram::SpiceRun run = spice_run(flags, point.slowest_rate_per_s);
  run.points = std::max(run.points, least_points);
  const std::string text = description(made, flags);
  write_deck(rram::regression_deck(made.circuit, made.drive, run), text, flags);
  for (const std::string& note : made.problem.notes) fmt::print("{}\n", note);
  fmt::print("{}slowest pole: {:.4g} rad/s; {} of {} outputs x above 0\n{}\n", text, -point.slowest_rate_per_s,
             point.active().n_elem, network.n_col, flags.deck);
  if (!flags.run) return 0;
  return print_verdict(compare_outputs(made, loop, point, run), network.n_bank, run.stop_s, {"y", "x"});
}

}  // namespace ohmimo
