#include "apps/commands/solve.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "apps/commands/link_flags.hpp"
#include "apps/commands/matrix_options.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/config/config_values.hpp"
#include "apps/config/link_setup.hpp"
#include "apps/config/run.hpp"
#include "apps/matrix/file_matrix.hpp"
#include "apps/plot/log_plot.hpp"
#include "apps/results/text_file.hpp"
#include "apps/studies/solve/array_tables.hpp"
#include "apps/studies/solve/ending.hpp"
#include "apps/studies/solve/solve_report.hpp"
#include "apps/studies/solve/solve_run.hpp"
#include "apps/studies/solve/stencil_report.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace plot;
using namespace solve;

namespace {

namespace fs = std::filesystem;

// Those of the solver, whose cycles are a number here, and the seed.
bool is_solve_field(const Field& field) {
  return (field.section == "solver" && field.name != "cycles") || field.section == "hardware" || field.name == "seed";
}

// The shared fields, checked as those of ohmimo ber, but for the stages, whose rule needs the matrix.
Config shared_config(const SolveFlags& flags, const ConfigFile& file) {
  Config config = merged_config(flags.link, file);
  config.output.out = flags.out;
  Config without_stages = config;
  without_stages.solver.stages = -1;
  try {
    check(without_stages);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(with_places(error.what(), flags.link, file));
  }
  return config;
}

// Automatic values replaced; n_row: of the real form.
Config resolved_config(Config config, int n_row) {
  const int most = rram::most_stages(n_row);
  if (config.solver.stages != -1 && (config.solver.stages < 0 || config.solver.stages > most))
    throw std::invalid_argument(
        fmt::format("stages must be auto or from 0 to {} for {} real rows, got {}", most, n_row, config.solver.stages));
  config.link.n_user = (n_row + 1) / 2;  // from which automatic stages follow
  return with_automatic_values(config);
}

rram::SolverConfig solver_for(const Config& config, const SolveFlags& flags, const LinearSystem& system) {
  rram::SolverConfig solver = solver_config(config);
  if (flags.integer) {
    if (!system.stencil || config.solver.mapping != "fitted" || config.solver.equilibrate)
      throw std::invalid_argument("integer needs --poisson or --heat as they are, mapping fitted and no equilibration");
    solver.mapping = integer_mapping(*system.stencil);
  }
  solver.cycles = integer_from_text("cycles", flags.cycles);
  if (solver.cycles < 1 || solver.cycles > 1000)
    throw std::invalid_argument(fmt::format("cycles must be from 1 to 1000, got {}", solver.cycles));
  solver.tolerance = number_from_text("tolerance", flags.tolerance);
  solver.analogue.wire_accuracy = number_from_text("wire-accuracy", flags.wire_accuracy);
  rram::validate(solver);
  rram::validate(solver.analogue);  // at every fidelity
  return solver;
}

void print_head(const LinearSystem& system, const rram::SolverConfig& solver, const Config& config) {
  const rram::Fidelity& fidelity = solver.fidelity;
  const arma::uword n = system.matrix.n_rows;
  print_notes(system);
  print_text(fmt::format("{}: {} {}, {} right-hand side(s)\n", system.name, n,
                         system.is_complex ? fmt::format("complex unknowns ({} real)", 2 * n) : "real unknowns",
                         system.rhs.n_cols));
  print_text(fmt::format("solver: {}\n", main_settings(config, solver.cycles)));
  const auto yes = [](bool on) { return on ? "yes" : "no"; };
  print_text(
      fmt::format("simulated: quantised {}, device errors {}, converters {}, amplifiers {}, wires {}, settling {}\n",
                  yes(fidelity.quantise), yes(fidelity.device), yes(fidelity.converter), yes(fidelity.circuit),
                  yes(fidelity.wires), yes(fidelity.transient)));
}

// Anything but zeros to draw on a logarithmic axis.
bool has_errors(const SolveOutcome& outcome) {
  return std::ranges::any_of(
      outcome.rows, [](const solve::CycleRow& row) { return row.worst_error > 0.0 || row.worst_residual > 0.0; });
}

bool is_in(const fs::path& file, const fs::path& folder) {
  return fs::absolute(file).parent_path().lexically_normal() ==
         fs::absolute(folder / "file").parent_path().lexically_normal();
}

// Options that this run would not heed.
void refuse_unheeded(const SolveFlags& flags, const Config& config, const rram::SolverConfig& solver) {
  FieldTexts heeded_by_solver = flags.link.values;
  if (flags.dump) heeded_by_solver.erase("device");  // of its conductances, on every rung
  refuse_without_effect(heeded_by_solver, config);
  constexpr std::array<std::string_view, 1> of_wires = {"wire-accuracy"};
  if (!solver.fidelity.wires)
    refuse_given(flags.link.given, of_wires,
                 "needs fidelity wires or above to have an effect, got fidelity " + config.solver.fidelity);
}

}  // namespace

std::string main_settings(const Config& config, int cycles) {
  constexpr std::array<std::string_view, 4> always = {"seed", "fidelity", "refinement", "stages"};
  const Config usual;
  std::string first, others;
  for (const Field& field : config_fields()) {
    if (!is_solve_field(field)) continue;
    const std::string value = toml_value(config, field), text = fmt::format(", {} {}", field.name, value);
    if (std::ranges::find(always, field.name) != always.end())
      first += text;
    else if (value != toml_value(usual, field))
      others += text;
  }
  std::erase(first += others, '"');
  return fmt::format("cycles {}{}", cycles, first);
}

Command solve_command() {
  const auto flags = std::make_shared<SolveFlags>();
  std::vector<Option> options = matrix_options(flags->system);
  const auto add = [&options](const std::vector<Option>& more) {
    options.insert(options.end(), more.begin(), more.end());
  };
  add({{"--rhs", &flags->system.rhs, "FILE|random|ones", "right-hand sides, one per column"},
       {"--n-rhs", &flags->system.n_rhs, "N", "random right-hand sides; 1 if not given"},
       {"--cycles", &flags->cycles, "N", "refinement cycles at most"},
       {"--tolerance", &flags->tolerance, "T", "stop at this relative residual; 0 = make all cycles"},
       {"--wire-accuracy", &flags->wire_accuracy, "E",
        "of conductances seen through wires: closed form where its bound is below, else exact; 0 = exact"},
       {"--integer", &flags->integer, "",
        "of --poisson and --heat: all elements in cells at whole levels; else the diagonal on resistors"},
       {"--dump", &flags->dump, "",
        "write DIR/conductances.csv (uS, of all arrays) and DIR/voltages.csv (V, of the first LP-INV)"}});
  for (Option& option : options) option.in_record = true;
  for (const Field& field : config_fields())
    if (is_solve_field(field)) options.push_back(field_option(field, flags->link.values));
  add({{"--out", &flags->out, "DIR", "folder for solve.csv, solve.png, solve.svg and the solution"},
       {"--solution", &flags->solution, "FILE",
        "solution, one column per right-hand side; DIR/solution.csv if not given"}});
  add(config_options(flags->link));
  add(output_options(flags->link.output));
  return {"solve", "a linear system on the analogue solver, from a file or made here", options, &flags->link.given,
          [flags](const Command& command) {
            return run_solve_command(*flags, config_file_of(command, flags->link), command.options);
          }};
}

int run_solve_command(const SolveFlags& flags, const ConfigFile& file, std::span<const Option> options) {
  const Config shared = shared_config(flags, file);
  const fs::path solution = flags.solution.empty() ? fs::path(flags.out) / "solution.csv" : fs::path(flags.solution);
  const bool inside = is_in(solution, flags.out);  // the folder of the run, which may not be there yet
  matrix::require_matrix_ending(solution);
  SystemSpec spec = flags.system;
  spec.seed = shared.run.seed;
  const LinearSystem system = make_system(spec);
  refuse_unused_order(spec, system);
  const int n_row = static_cast<int>(system.matrix.n_rows) * (system.is_complex ? 2 : 1);
  Config config = resolved_config(shared, n_row);
  const rram::SolverConfig solver = solver_for(config, flags, system);
  config.solver.cycles = {solver.cycles};  // part of the hash that names the run
  refuse_unheeded(flags, config, solver);
  RunOutput files = {
      .folder = flags.out,
      .stem = "solve",
      .settings = to_toml(shared, is_solve_field) + "\n" + record_of("solve", options),
      .other_prefixes = {inside ? solution.filename().string() : "solution.", "conductances.", "voltages."}};
  if (flags.link.show_config) {
    print_settings(files.settings);
    return 0;
  }
  StepProgress progress;
  progress.begin("solution in double precision");
  const arma::mat x_double = double_solutions(system);
  progress.clear();
  for (const std::string& input : {spec.file, spec.rhs})  // FILE or FILE:NAME
    for (const fs::path& output : {solution, fs::path(flags.out) / "solve.csv"})
      refuse_input_as_output("solution", output, {input, input.substr(0, input.rfind(':'))});
  if (!inside) require_writable_file("solution", solution);
  RunFolder folder = open_run_folder(files, flags.link.output);

  const SolveOutcome outcome = run_solve(system, x_double, solver, config.run.seed,
                                         [&progress](std::string_view step) { progress.begin(step); });
  progress.clear();
  print_head(system, solver, config);
  print_text(cycle_lines(outcome.rows, terminal_columns(STDOUT_FILENO)) + summary_text(outcome, solver));
  if (system.stencil) print_text(stencil_lines(*system.stencil, system, outcome, x_double, solver));
  const bool solved = !nothing_solved(outcome);
  if (solved)
    matrix::write_matrix({outcome.x, system.is_complex},
                         inside ? folder.place(solution.filename().string()) : solution);
  const std::string csv = csv_text(solve_table(outcome, system, config, solver));
  folder.write("solve.csv", csv);
  if (flags.dump) write_dump(*outcome.programmed, real_rows(system.rhs, system.is_complex).row(0), folder.place(""));
  folder.publish();
  if (solved) fmt::print("{}\n", solution.string());
  fmt::print("{}\n", folder.shown("solve.csv").string());
  if (flags.dump)
    for (const char* name : {"conductances.csv", "voltages.csv"}) fmt::print("{}\n", folder.shown(name).string());
  const bool whole =
      !has_errors(outcome) || draw_picture(folder, "solve", flags.link.output, [&](const fs::path& stem) {
        write_log_plot(cycle_plot(Rows(csv, "solve.csv")), stem);
      });
  const bool may_square = !spec.normal_equations && spec.ridge.empty();
  progress.begin("trying other settings");
  const Ending ending = ending_of({system, outcome, solver, config.run.seed, may_square});
  progress.clear();
  if (!ending.sentence.empty()) fmt::print(stderr, "ohmimo: {}\n", ending.sentence);
  return end_run(folder, whole && !ending.failed);
}

}  // namespace ohmimo
