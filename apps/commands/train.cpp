#include "apps/commands/train.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/config/config_values.hpp"
#include "apps/config/link_setup.hpp"
#include "apps/studies/train/train_report.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace train;

namespace {

// Those of the solver and the hardware but what scaling and diagonal decide here, what needs reads one by one, and the
// cycles, which are a number here; and the seed.
bool is_train_field(const Field& field) {
  constexpr std::array<std::string_view, 7> others = {"cycles",  "mapping",       "equilibrate", "read-noise",
                                                      "hp-path", "rows-per-read", "hp-adc-bits"};
  if (std::ranges::find(others, field.name) != others.end()) return false;
  return field.section == "solver" || field.section == "hardware" || field.name == "seed";
}

void set_train_defaults(Config& config) {
  config.solver.stages = 0;
  config.hardware.dac_bits = config.hardware.adc_bits = 8;
}

template <class Value, std::size_t n>
void choose(Value& value, std::string_view field, const std::string& word, const EnumWord<Value> (&words)[n]) {
  value = value_of_word(field, words, word);
}

// Automatic values replaced, for the largest matrix of the task.
Config train_config(const TrainFlags& flags, const ConfigFile& file, const TrainPlan& plan) {
  Config config = merged_config(flags.link, file);
  config.output.out = flags.out;
  const bool network = plan.task == Task::network;
  const int largest = network ? 17 : plan.logistic.d, smallest = network ? 4 : plan.logistic.d;
  config.link.n_user = (largest + 1) / 2;
  Config without_stages = config;
  without_stages.solver.stages = 0;  // their rule is that of the matrices
  try {
    check(without_stages);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(with_places(error.what(), flags.link, file));
  }
  const int most = rram::most_stages(smallest);
  if (config.solver.stages == -1) config.solver.stages = rram::automatic_stages(smallest);
  if (config.solver.stages > most || config.solver.stages < 0)
    throw std::invalid_argument(fmt::format("stages must be auto or from 0 to {} for matrices of {} rows, got {}", most,
                                            smallest, config.solver.stages));
  return with_automatic_values(config);
}

// The task, its data and its optimisers.
TrainPlan plan_of(const TrainFlags& flags) {
  constexpr EnumWord<bool> logistic_sets[] = {{"scaled", true}, {"plain", false}};
  constexpr EnumWord<bool> network_sets[] = {{"ill", true}, {"tame", false}};
  constexpr EnumWord<bool> scalings[] = {{"jacobi", true}, {"none", false}};
  constexpr EnumWord<bool> diagonals[] = {{"resistors", true}, {"cells", false}};
  TrainPlan plan = flags.plan;
  choose(plan.task, "task", flags.task, task_words);
  const bool network = plan.task == Task::network;
  if (!flags.data.empty()) {
    if (network)
      choose(plan.ill, "data of a network", flags.data, network_sets);
    else
      choose(plan.logistic.scaled, "data of a logistic task", flags.data, logistic_sets);
  }
  plan.optimisers = flags.optimisers.empty() ? optimiser_names(plan.task) : split(flags.optimisers, ',');
  choose(plan.curvature.jacobi, "scaling", flags.scaling, scalings);
  choose(plan.curvature.resistor_diagonal, "diagonal", flags.diagonal, diagonals);
  plan.refresh_every = flags.refresh.empty() ? (network ? 10 : 1) : integer_from_text("refresh", flags.refresh);
  plan.most_steps = flags.steps.empty() ? (network ? 600 : 199) : integer_from_text("steps", flags.steps);
  return plan;
}

// Options that this run would not heed.
void refuse_unheeded(const TrainFlags& flags, const TrainPlan& plan, const Config& config) {
  constexpr std::array<std::string_view, 2> of_logistic = {"features", "tolerance"};
  constexpr std::array<std::string_view, 6> of_network = {"damping",  "kl-clip",   "goal",
                                                          "sgd-rate", "adam-rate", "kfac-rate"};
  if (plan.task == Task::network) refuse_given(flags.link.given, of_logistic, "must go with task logistic");
  if (plan.task == Task::logistic) refuse_given(flags.link.given, of_network, "must go with task network");
  refuse_without_effect(flags.link.values, config);
}

std::string head_text(const TrainPlan& plan, const Config& config) {
  const CurvatureSetting& curvature = plan.curvature;
  const std::string cadence = plan.refresh_every == 0 ? "once" : fmt::format("every {} step(s)", plan.refresh_every);
  return fmt::format(
      "arrays: fidelity {}, {} cycle(s), DAC {} and ADC {} bits, {}, diagonal on {}, written {}; gradients in double "
      "precision\n",
      config.solver.fidelity, curvature.solver.cycles, config.hardware.dac_bits, config.hardware.adc_bits,
      curvature.jacobi ? "scaled to a unit diagonal" : "not scaled",
      curvature.resistor_diagonal ? "resistors" : "cells", cadence);
}

std::vector<Option> train_options(TrainFlags& flags) {
  TrainPlan& plan = flags.plan;
  std::vector<Option> options = {
      {"--task", &flags.task, "logistic|network",
       "logistic regression by Newton's method, or a network 8-16-4 by K-FAC"},
      {"--data", &flags.data, "SET",
       "logistic: scaled (condition above 100) or plain (about 3); network: ill (512) or tame (about 25); the first of "
       "these if not given"},
      {"--features", &plan.logistic.d, "D", "of logistic: features with the intercept, the rows of the matrix"},
      {"--optimiser", &flags.optimisers, "NAME,...",
       "logistic: gd,newton,rram-newton; network: sgd,adam,kfac,rram-kfac; all of the task if not given"},
      {"--cycles", &flags.cycles, "N", "of refinement per solve: 1 = the analogue inverse alone"},
      {"--scaling", &flags.scaling, "jacobi|none", "write the matrix with a unit diagonal, or as it is"},
      {"--diagonal", &flags.diagonal, "resistors|cells",
       "the diagonal on resistors without programming error, or in cells"},
      {"--refresh", &flags.refresh, "N",
       "steps between two writes of the curvature, 0 = once; 1 of logistic and 10 of network if not given"},
      {"--steps", &flags.steps, "N",
       "most steps of second order; of first order 20 times as many; 199 and 600 if not given"},
      {"--tolerance", &plan.tolerance, "G", "of logistic: norm of the gradient that ends a run"},
      {"--goal", &plan.goal, "LOSS", "of network: training loss that ends a run"},
      {"--damping", &plan.damping, "LAMBDA", "of K-FAC"},
      {"--kl-clip", &plan.kl_clip, "C", "of K-FAC: bounds a step in the Fisher norm"},
      {"--kfac-rate", &plan.kfac_rate, "R", "learning rate of K-FAC"},
      {"--sgd-rate", &plan.sgd_rate, "R", "learning rate of SGD with momentum 0.9"},
      {"--adam-rate", &plan.adam_rate, "R", "learning rate of Adam"},
      {"--runs", &plan.n_run, "N", "device draws; of networks also starts and batches"}};
  for (Option& option : options) option.in_record = true;
  return options;
}

}  // namespace

Command train_command() {
  const auto flags = std::make_shared<TrainFlags>();
  flags->link.adapt = set_train_defaults;
  std::vector<Option> options = train_options(*flags);
  Config defaults;
  set_train_defaults(defaults);
  for (const Field& field : config_fields())
    if (is_train_field(field)) options.push_back(field_option(field, flags->link.values, defaults));
  options.push_back({"--out", &flags->out, "DIR", "folder for train.csv, train.png and train.svg"});
  for (const std::vector<Option>& more : {config_options(flags->link), output_options(flags->link.output)})
    options.insert(options.end(), more.begin(), more.end());
  return {"train", "training by curvature on the analogue solver, beside exact and first-order optimisers", options,
          &flags->link.given, [flags](const Command& command) {
            return run_train(*flags, config_file_of(command, flags->link), command.options);
          }};
}

int run_train(const TrainFlags& flags, const ConfigFile& file, std::span<const Option> options) {
  TrainPlan plan = plan_of(flags);
  validate(plan);
  Config config = train_config(flags, file, plan);
  plan.seed = config.run.seed;
  plan.curvature.solver = solver_config(config);
  plan.curvature.solver.cycles = flags.cycles;
  rram::validate(plan.curvature.solver);
  config.solver.cycles = {flags.cycles};  // part of the hash that names the run
  refuse_unheeded(flags, plan, config);
  const RunOutput files = {
      .folder = flags.out,
      .stem = "train",
      .settings = to_toml(merged_config(flags.link, file), is_train_field) + "\n" + record_of("train", options)};
  if (flags.link.show_config) {
    print_settings(files.settings);
    return 0;
  }
  RunFolder folder = open_run_folder(files, flags.link.output);
  print_text(head_text(plan, config));
  const std::atomic<bool>& interrupted = interrupt_flag();
  StepProgress progress;
  const std::vector<OptimiserResult> results =
      run_training(plan, {&interrupted, [&progress](const std::string& step) { progress.begin(step); }});
  progress.clear();
  if (results.empty()) return end_run(folder, false);
  print_text(summary_lines(plan, results, terminal_columns(STDOUT_FILENO)));
  const std::string csv = csv_text(train_table(plan, config, results));
  folder.write("train.csv", csv);
  folder.publish();
  fmt::print("{}\n", folder.shown("train.csv").string());
  if (interrupted) fmt::print(stderr, "ohmimo: interrupted; the optimisers so far are written\n");
  const bool whole = draw_picture(folder, "train", flags.link.output, [&](const std::filesystem::path& stem) {
    plot::write_log_plot(train::loss_plot(plot::Rows(csv, "train.csv")), stem);
  });
  return end_run(folder, whole);
}

}  // namespace ohmimo
