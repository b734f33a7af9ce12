#include "apps/commands/spice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "apps/commands/matrix_options.hpp"
#include "apps/commands/nnls_options.hpp"
#include "apps/commands/spice_deck.hpp"
#include "apps/commands/spice_nnls.hpp"
#include "apps/commands/spice_verdict.hpp"
#include "apps/external/spice/spice_comparison.hpp"
#include "apps/matrix/file_matrix.hpp"
#include "apps/results/text_file.hpp"
#include "apps/text/text.hpp"
#include "rram/circuit/state_space.hpp"
#include "rram/inversion/programmed_circuit.hpp"
#include "rram/solver.hpp"

namespace ohmimo {

using namespace matrix;
using namespace solve;

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kinds = {"inv", "mvm"}, sign_schemes = {"bias", "two", "pairs"},
                               cell_rungs = {"exact", "quantised", "device"};
constexpr std::array<std::string_view, 5> of_nnls = {"planted", "circuit", "rectifier", "uncompensated",
                                                     "diode-drop-v"};
constexpr std::uint32_t offset_index = 1;  // stream of the offsets; that of the cells is 0

// What the flags ask for.
struct SpiceCase {
  LinearSystem system;
  std::uint64_t seed = 1;
  rram::TileDrawing drawing;
  rram::Drive drive;
  rram::SpiceRun run;
  std::uint64_t cells = 0;  // written
};

arma::mat matrix_of(const SpiceFlags& flags, SpiceCase& made) {
  SystemSpec spec = flags.matrix;
  spec.seed = made.seed;
  spec.any_shape = flags.kind == "mvm";
  made.system = make_system(spec);
  const LinearSystem& system = made.system;
  const arma::uword parts = system.is_complex ? 2 : 1;
  const arma::uword n_row = system.matrix.n_rows * parts, n_col = system.matrix.n_cols * parts;
  if (n_row > largest_circuit || n_col > largest_circuit)
    throw std::invalid_argument(
        fmt::format("the matrix of a circuit must have at most {0} real rows and {0} columns, "
                    "got {1} and {2}",
                    largest_circuit, n_row, n_col));
  return real_matrix(system.matrix, system.is_complex);
}

rram::TileDrawing drawing_of(const arma::mat& a, const SpiceFlags& flags, SpiceCase& made) {
  const rram::DeviceModel& device = rram::default_device();
  const std::size_t rung = place_of("fidelity", flags.fidelity, cell_rungs);
  RngStream stream({made.seed, 0, 0}, Purpose::device_program);
  rram::CellWriter writer{.quantise = rung >= 1, .device = rung >= 2 ? &device : nullptr, .stream = stream};
  rram::CircuitPlan plan;
  plan.kind = std::array{rram::CircuitKind::inverse, rram::CircuitKind::product}[place_of("kind", flags.kind, kinds)];
  const std::string usual = plan.kind == rram::CircuitKind::inverse ? "bias" : "two";
  plan.signs = std::array{
      rram::SignScheme::bias, rram::SignScheme::two,
      rram::SignScheme::pairs}[place_of("arrays", flags.arrays.empty() ? usual : flags.arrays, sign_schemes)];
  plan.setting.model.circuit = circuit_model(flags);
  plan.setting.unit_S = device.unit_S();
  plan.setting.zero_S = device.zero_S;
  rram::TileDrawing drawing = rram::program_circuit(a, plan, writer);
  made.cells = writer.written;
  return drawing;
}

arma::vec input_voltages(const SpiceFlags& flags, arma::uword n, SpiceCase& made) {
  const std::string& input = flags.input;
  if (input == "ones") return arma::vec(n, arma::fill::ones);
  if (input == "random") {
    RngStream stream({made.seed, 0, 0}, Purpose::right_hand_side);
    arma::vec input_V(n);
    for (double& value : input_V) value = 0.2 * stream.uniform() - 0.1;
    return input_V;
  }
  const FileMatrix file = read_file(flags.matrix, input, made.system);
  if (file.is_complex || file.value.n_rows != n || file.value.n_cols != 1)
    throw std::invalid_argument(fmt::format("{} must be one column of {} real voltages, got {}{}x{}", in_quotes(input),
                                            n, file.is_complex ? "complex " : "", file.value.n_rows,
                                            file.value.n_cols));
  return arma::real(file.value.col(0));
}

SpiceCase make_case(const SpiceFlags& flags) {
  SpiceCase made;
  made.seed = natural_from_text("seed", flags.seed);
  made.drawing = drawing_of(matrix_of(flags, made), flags, made);
  const rram::Network network = rram::make_network(made.drawing.circuit);
  made.drive.input_V = input_voltages(flags, network.n_input, made);
  refuse_unused_order(flags.matrix, made.system);
  RngStream offsets({made.seed, 0, 0}, Purpose::device_program, offset_index);
  made.drive.offsets = rram::draw_offsets(network, offsets);
  return made;
}

// The rate of the slowest pole in rad/s; throws if the circuit has no steady state.
double require_stable(const rram::Circuit& circuit) {
  const rram::StateSpace system = rram::state_space(rram::make_network(circuit));
  const double rate = rram::slowest_rate(system);
  if (!rram::is_stable(system))
    throw std::invalid_argument(
        fmt::format("the circuit must be stable to have a steady state, got a pole at {:+.4g} rad/s", -rate));
  return rate;
}

std::string description(const SpiceCase& made, const SpiceFlags& flags) {
  const rram::Circuit& circuit = made.drawing.circuit;
  const rram::CircuitModel& model = circuit.model;
  const rram::SignedArrays& arrays = circuit.arrays;
  const std::string signs = arrays.paired                   ? "cells in pairs"
                            : !arrays.negative_S.is_empty() ? "two arrays"
                            : arrays.bias_S > 0.0           ? "one array and a bias column"
                                                            : "one array";
  return fmt::format(
      "{}: {}x{} real, {}, {}, {} cells, fidelity {}, seed {}\n"
      "op-amps: gain {:g}, {:g} Hz, output {} ohm; inverters: gain {:g}, {:g} Hz; offset sigma {} V\n"
      "wires: rows {} ohm, columns {} ohm; rows {} F; result = {:.9g} per V of v\n",
      one_line(made.system.name), arrays.positive_S.n_rows, arrays.positive_S.n_cols,
      circuit.kind == rram::CircuitKind::inverse ? "INV" : "MVM", signs, made.cells, flags.fidelity, made.seed,
      model.amplifier.gain, model.amplifier.gbwp_hz, model.r_out_ohm, model.inverter.gain, model.inverter.gbwp_hz,
      model.amplifier.offset_sigma_V, model.wire.r_row_ohm, model.wire.r_col_ohm, model.c_row_F, made.drawing.factor);
}

void refuse_unused(const SpiceFlags& flags, arma::uword n_inverter) {
  constexpr std::array<std::string_view, 1> of_run = {"spice-seconds"};
  constexpr std::array<std::string_view, 2> of_inverters = {"inverter-gain", "inverter-gbwp-hz"};
  if (!flags.run) refuse_given(flags.given, of_run, "must go with run");
  if (n_inverter == 0)
    refuse_given(flags.given, of_inverters, "needs inverters to have an effect, this circuit has none");
}

}  // namespace

Command spice_command() {
  const auto flags = std::make_shared<SpiceFlags>();
  std::vector<Option> options = matrix_options(flags->matrix);
  const std::vector<Option> own = {
      {"--nnls", &flags->nnls, "", "a non-negative least squares circuit of a matrix >= 0 of any shape instead"},
      {"--planted", &flags->planted, "ROWSxCOLUMNS", "of --nnls: random whole numbers 0 to 7 in place of FILE"},
      {"--kind", &flags->kind, "inv|mvm", "circuit: inversion or product"},
      {"--arrays", &flags->arrays, "bias|two|pairs", "how signs are made; bias for inv, two for mvm if not given"},
      {"--fidelity", &flags->fidelity, "exact|quantised|device", "of the cells"},
      {"--seed", &flags->seed, "N", "of matrix, cells, offsets and random inputs"},
      {"--gain", &flags->gain, "A", "open-loop gain of the op-amps, V/V"},
      {"--gbwp-hz", &flags->gbwp_hz, "HZ", "their gain-bandwidth product"},
      {"--inverter-gain", &flags->inverter_gain, "A", "of the inverters, V/V; as the op-amps if not given"},
      {"--inverter-gbwp-hz", &flags->inverter_gbwp_hz, "HZ", "likewise"},
      {"--wire-ohm", &flags->wire_ohm, "OHM", "wire from cell to cell, rows and columns; 1.73 ohm if not given"},
      {"--row-ohm", &flags->row_ohm, "OHM", "of the rows only"},
      {"--col-ohm", &flags->col_ohm, "OHM", "of the columns only"},
      {"--offset-v", &flags->offset_v, "V", "standard deviation of the input offsets, V"},
      {"--c-row-f", &flags->c_row_f, "F", "capacitance of every row, F"},
      {"--r-out-ohm", &flags->r_out_ohm, "OHM", "output resistance of every op-amp"},
      {"--input", &flags->input, "random|ones|FILE",
       "input voltages: within 0.1 V, 1 V each, or a column of a file, V; of --nnls b: planted, ones or a column"},
      {"--tran", &flags->tran, "SECONDS", "a transient as well: the inputs step at t = 0"},
      {"--spice-seconds", &flags->spice_seconds, "S", "stop ngspice when it has run for so long, s"},
      {"--deck", &flags->deck, "FILE", "deck to write"},
      {"--run", &flags->run, "", "run ngspice on it and compare every output"}};
  options.insert(options.end(), own.begin(), own.end());
  for (const Option& option : circuit_options(flags->circuit)) {
    options.push_back(option);
    options.back().group = "of --nnls";
  }
  return {"spice", "one programmed circuit as an ngspice deck, and what ngspice says", options, &flags->given,
          [flags](const Command&) { return run_spice(*flags); }};
}

int run_spice(const SpiceFlags& flags) {
  if (flags.nnls) return run_spice_nnls(flags);
  refuse_given(flags.given, of_nnls, "must go with nnls");
  SpiceCase made = make_case(flags);
  const rram::Circuit& circuit = made.drawing.circuit;
  const double rate = require_stable(circuit);
  made.run = spice_run(flags, rate);
  refuse_unused(flags, rram::make_network(circuit).n_inverter);
  const std::string text = description(made, flags);
  write_deck(rram::spice_deck(made.drawing.circuit, made.drive, made.run), text, flags);
  print_notes(made.system);
  fmt::print("{}{}\nslowest pole: {:.4g} rad/s\n{}\n", text, rram::wire_text(rram::make_network(circuit).wires), -rate,
             flags.deck);
  if (!flags.run) return 0;
  const external::SpiceComparison found = external::compare_with_ngspice(circuit, made.drive, made.run);
  return print_verdict(found, circuit.arrays.positive_S.n_rows, made.run.stop_s);
}

}  // namespace ohmimo
