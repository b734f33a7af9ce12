#include "apps/commands/nnls.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "apps/commands/nnls_options.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/matrix/file_matrix.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/nnls/nnls_report.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace nnls;

namespace {

namespace fs = std::filesystem;

rram::NnlsConfig circuit_of(const NnlsFlags& flags, const Config& config, const Problem& problem) {
  rram::NnlsConfig circuit = nnls_config(config, flags.circuit);
  circuit.cycles = flags.cycles;
  circuit.settling = flags.settling;
  rram::validate(circuit);
  constexpr double most_numbers = 5e7;  // of the log
  const double numbers = static_cast<double>(problem.b.n_cols * problem.a.n_cols) * flags.cycles;
  if (numbers > most_numbers)
    throw std::invalid_argument(
        fmt::format("cycles x right-hand sides x columns must be at most {:g}, got {:g}", most_numbers, numbers));
  return circuit;
}

// Options that this run would not heed.
void refuse_unheeded(const NnlsFlags& flags, const Config& config, const Problem& problem,
                     const rram::NnlsConfig& circuit) {
  refuse_without_effect(flags.link.values, config);
  constexpr std::array<std::string_view, 1> of_settling = {"settling"}, of_drive = {"drive"},
                                            of_diode = {"diode-drop-v"};
  if (!circuit.fidelity.analogue())
    refuse_given(flags.link.given, of_settling,
                 "needs fidelity circuit or above to have an effect, got fidelity " + config.solver.fidelity);
  if (flags.cycles == 1 && flags.circuit.drive == "rows-first")
    refuse_given(flags.link.given, of_drive, "needs cycles > 1 to have an effect, got cycles 1");
  if (circuit.rectifier != rram::Rectifier::diode)
    refuse_given(flags.link.given, of_diode, "needs rectifier diode to have an effect, got " + flags.circuit.rectifier);
  if (flags.problem.column_major && !problem.order_unmarked)
    throw std::invalid_argument("column-major needs an HDF5 file that does not mark its dimensions to have an effect");
}

std::string head_text(const Problem& problem, const Config& config, const rram::NnlsConfig& circuit) {
  std::string text;
  for (const std::string& note : problem.notes) text += note + "\n";
  text += fmt::format("{}: {}x{}, {} right-hand side(s)\n", one_line(problem.name), problem.a.n_rows, problem.a.n_cols,
                      problem.b.n_cols);
  const std::string converters = circuit.fidelity.converter
                                     ? fmt::format("DAC {} and ADC {} bits", circuit.dac_bits, circuit.adc_bits)
                                     : "ideal converters";
  text += fmt::format("circuit: {}; fidelity {}, {}, cycles {}, seed {}\n", circuit_text(circuit),
                      config.solver.fidelity, converters, circuit.cycles, config.run.seed);
  if (const std::string other = other_problem_text(circuit); !other.empty()) text += "NOTE: " + other + "\n";
  return text;
}

bool has_errors(const Outcome& outcome) {
  return std::ranges::any_of(outcome.cycles,
                             [](const nnls::CycleRow& row) { return row.worst_error > 0.0 || row.worst_kkt > 0.0; });
}

std::vector<Option> own_options(NnlsFlags& flags) {
  std::vector<Option> options = {
      {"file", &flags.problem.file, "FILE",
       "matrix A >= 0: .mtx, .csv, .txt, .npy, .h5, .mat; FILE:NAME for one of several in .h5 and .mat"},
      {"--planted", &flags.problem.planted, "ROWSxCOLUMNS", "instead: random whole numbers 0 to 7"},
      {"--rhs", &flags.problem.rhs, "planted|FILE",
       "right-hand sides, one per column; planted: A x of sparse x, with noise of a tenth of its rms"},
      {"--n-rhs", &flags.problem.n_rhs, "N", "planted right-hand sides; 1 if not given"},
      {"--column-major", &flags.problem.column_major, "",
       "HDF5 files that do not mark their dimensions are [column][row]; [row][column] if not given"},
      {"--cycles", &flags.cycles, "N", "1 = one analogue solve; more: refined by exact residuals"},
      {"--drive", &flags.circuit.drive, "columns|rows-first|rows",
       "where the residual enters; rows ends at the error of the cells"},
      {"--settling", &flags.settling, "", "settling time to 0.1 % of every solve"},
      {"--dump", &flags.dump, "", "write DIR/conductances.csv (uS, both copies) and DIR/active.csv"}};
  for (const Option& option : circuit_options(flags.circuit)) options.push_back(option);
  for (Option& option : options) option.in_record = true;
  return options;
}

}  // namespace

Command nnls_command() {
  const auto flags = std::make_shared<NnlsFlags>();
  flags->link.adapt = set_nnls_defaults;
  std::vector<Option> options = own_options(*flags);
  Config defaults;
  set_nnls_defaults(defaults);
  for (const Field& field : config_fields())
    if (is_nnls_field(field)) options.push_back(field_option(field, flags->link.values, defaults));
  options.push_back({"--out", &flags->out, "DIR", "folder for nnls.csv, nnls.png, nnls.svg and the solution"});
  options.push_back({"--solution", &flags->solution, "NAME",
                     "file of that folder for x, one column per right-hand side; its ending tells the format"});
  for (const std::vector<Option>& more : {config_options(flags->link), output_options(flags->link.output)})
    options.insert(options.end(), more.begin(), more.end());
  return {"nnls", "non-negative least squares on an analogue circuit, from a file or made here", options,
          &flags->link.given, [flags](const Command& command) {
            return run_nnls_command(*flags, config_file_of(command, flags->link), command.options);
          }};
}

int run_nnls_command(const NnlsFlags& flags, const ConfigFile& file, std::span<const Option> options) {
  const Config config = nnls_run_config(flags.link, file, flags.out);
  matrix::require_matrix_ending(flags.solution);
  if (fs::path(flags.solution).has_parent_path())
    throw std::invalid_argument("solution must be the name of a file in the folder of the run, got " +
                                in_quotes(flags.solution));
  ProblemSpec spec = flags.problem;
  spec.seed = config.run.seed;
  const Problem problem = make_problem(spec);
  const rram::NnlsConfig circuit = circuit_of(flags, config, problem);
  refuse_unheeded(flags, config, problem, circuit);
  const RunOutput files = {
      .folder = flags.out,
      .stem = "nnls",
      .settings = to_toml(merged_config(flags.link, file), is_nnls_field) + "\n" + record_of("nnls", options),
      .other_prefixes = {flags.solution, "conductances.", "active."}};
  if (flags.link.show_config) {
    print_settings(files.settings);
    return 0;
  }
  for (const std::string& input : {spec.file, spec.rhs})  // FILE or FILE:NAME
    for (const char* name : {flags.solution.c_str(), "nnls.csv", "conductances.csv", "active.csv"})
      refuse_input_as_output("out", fs::path(flags.out) / name, {input, input.substr(0, input.rfind(':'))});
  RunFolder folder = open_run_folder(files, flags.link.output);
  StepProgress progress;
  const Outcome outcome =
      run_nnls(problem, circuit, config.run.seed, [&progress](std::string_view step) { progress.begin(step); });
  progress.clear();
  print_text(head_text(problem, config, circuit) + cycle_lines(outcome, terminal_columns(STDOUT_FILENO)) +
             summary_text(outcome, problem));
  matrix::write_matrix({arma::cx_mat(outcome.x.t(), arma::zeros(outcome.x.n_cols, outcome.x.n_rows)), false},
                       folder.place(flags.solution));
  const std::string csv = csv_text(nnls_table(outcome, problem, config));
  folder.write("nnls.csv", csv);
  if (flags.dump) write_dump(outcome, folder.place(""));
  folder.publish();
  fmt::print("{}\n{}\n", folder.shown(flags.solution).string(), folder.shown("nnls.csv").string());
  if (flags.dump)
    for (const char* name : {"conductances.csv", "active.csv"}) fmt::print("{}\n", folder.shown(name).string());
  const bool whole = !has_errors(outcome) || draw_picture(folder, "nnls", flags.link.output, [&](const fs::path& stem) {
    plot::write_log_plot(nnls_plot(plot::Rows(csv, "nnls.csv")), stem);
  });
  const std::string failure = failure_text(outcome);
  if (!failure.empty()) fmt::print(stderr, "ohmimo: {}\n", failure);
  return end_run(folder, whole && failure.empty());
}

}  // namespace ohmimo
