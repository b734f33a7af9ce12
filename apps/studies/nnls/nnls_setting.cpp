#include "apps/studies/nnls/nnls_setting.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "apps/config/link_setup.hpp"

namespace ohmimo::nnls {

rram::NnlsConfig nnls_config(const Config& config, const CircuitWords& words) {
  const rram::SolverConfig solver = solver_config(config);
  rram::NnlsConfig nnls;
  nnls.fidelity = solver.fidelity;
  nnls.circuit = value_of_word("circuit", rram::regression_words, words.circuit);
  nnls.rectifier = value_of_word("rectifier", rram::rectifier_words, words.rectifier);
  nnls.drive = value_of_word("drive", rram::nnls_drive_words, words.drive);
  nnls.compensated = !words.uncompensated;
  if (words.uncompensated && nnls.circuit != rram::RegressionKind::compact)
    throw std::invalid_argument("uncompensated needs circuit compact to have an effect, got " + words.circuit);
  nnls.diode_drop_V = words.diode_drop_V;
  nnls.device = solver.device;
  nnls.cells = solver.cells;
  nnls.analogue = solver.analogue;
  nnls.analogue.circuit.g_source_S = rram::regression_model().circuit.g_source_S;
  nnls.dac_bits = solver.dac_bits;
  nnls.adc_bits = solver.adc_bits;
  rram::validate(nnls);
  return nnls;
}

std::string circuit_text(const rram::NnlsConfig& config) {
  const bool compact = config.circuit == rram::RegressionKind::compact;
  return fmt::format("{}{}, rectifier {}", compact ? "compact" : "two banks of op-amps",
                     compact && !config.compensated ? ", not compensated" : "",
                     word_of_value(rram::rectifier_words, config.rectifier));
}

std::string other_problem_text(const rram::NnlsConfig& config) {
  if (rram::solves_least_squares(config)) return "";
  return fmt::format("this circuit solves {}", rram::solved_problem(config));
}

}  // namespace ohmimo::nnls
