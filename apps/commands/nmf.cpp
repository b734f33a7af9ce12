#include "apps/commands/nmf.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/nnls_options.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/config/run.hpp"
#include "apps/external/gnuplot.hpp"
#include "apps/link/memory.hpp"
#include "apps/matrix/file_matrix.hpp"
#include "apps/studies/nmf/nmf_report.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace nmf;

namespace {

namespace fs = std::filesystem;

// Those of the circuit but the converters, of which there may be a list here.
bool is_nmf_field(const Field& field) {
  if (field.name == "dac-bits" || field.name == "adc-bits") return false;
  return is_nnls_field(field) || field.name == "threads";
}

bool has_circuit(const Plan& plan) {
  return std::ranges::find(plan.algorithms, "anls") != plan.algorithms.end();
}

// Options that this run would not heed.
void refuse_unheeded(const NmfFlags& flags, const Plan& plan, const Config& config, const Data& data) {
  const GivenFlags& given = flags.link.given;
  constexpr std::array<std::string_view, 3> of_ratings = {"zero-filled", "top", "user"};
  constexpr std::array<std::string_view, 5> of_circuit = {"circuit", "rectifier", "uncompensated", "diode-drop-v",
                                                          "bits"};
  constexpr std::array<std::string_view, 1> of_split = {"test-share"}, of_top = {"top"}, of_bits = {"bits"},
                                            of_diode = {"diode-drop-v"};
  if (data.kind != DataKind::ratings) refuse_given(given, of_ratings, "must go with ratings");
  const bool split = data.kind == DataKind::ratings && flags.data.planted != "ratings";
  if (!split) refuse_given(given, of_split, "must go with ratings from a file or planted by their number");
  if (flags.user.empty()) refuse_given(given, of_top, "must go with user");
  if (flags.data.column_major && !data.order_unmarked)
    throw std::invalid_argument("column-major needs an HDF5 file that does not mark its dimensions to have an effect");
  if (!has_circuit(plan)) {
    refuse_given(given, of_circuit, "must go with algorithm anls");
    for (const Field& field : config_fields())
      if (flags.link.values.contains(field.name) && field.name != "seed" && field.name != "threads")
        throw std::invalid_argument(field.name + " must go with algorithm anls");
    return;
  }
  if (!plan.circuit.fidelity.converter)
    refuse_given(given, of_bits,
                 "needs fidelity converter or above to have an effect, got fidelity " + config.solver.fidelity);
  if (plan.circuit.rectifier != rram::Rectifier::diode)
    refuse_given(given, of_diode, "needs rectifier diode to have an effect, got " + flags.circuit.rectifier);
  refuse_without_effect(flags.link.values, config);
}

Plan plan_of(const NmfFlags& flags, const Config& config, const Data& data) {
  Plan plan;
  const int rank = integer_from_text("rank", flags.rank);
  plan.rank = rank < 0 ? 0 : static_cast<arma::uword>(rank);
  // The default gives way to small matrices.
  if (!flags.link.given.contains("rank")) plan.rank = std::min({plan.rank, data.problem.n_row(), data.problem.n_col()});
  plan.iterations = flags.iterations;
  plan.algorithms = split(flags.algorithms, ',');
  plan.bits.clear();
  for (const std::string& bits : split(flags.bits, ',')) plan.bits.push_back(integer_from_text("bits", bits));
  const bool masked = data.kind == DataKind::ratings && !flags.data.zero_filled;
  plan.ridge = flags.ridge.empty() ? (masked ? 0.02 : 0.0) : number_from_text("ridge", flags.ridge);
  plan.threads = thread_count(config);
  plan.seed = config.run.seed;
  plan.circuit = nnls::nnls_config(config, flags.circuit);
  plan.circuit.stability = false;  // both copies are nearly equal, and their sum's symmetric part positive
  validate(plan, data);
  return plan;
}

std::vector<Option> own_options(NmfFlags& flags) {
  std::vector<Option> options = {
      {"--image", &flags.data.image, "FILE", "picture, .png (as grey) or .pgm"},
      {"--ratings", &flags.data.ratings, "FILE",
       "text with user, item, rating: columns of MovieLens or Netflix, or named by a first line"},
      {"--matrix", &flags.data.matrix, "FILE", "matrix >= 0: .mtx, .csv, .txt, .npy, .h5, .mat"},
      {"--planted", &flags.data.planted, "picture|product|ratings|USERSxITEMS:RATINGS",
       "data drawn here; the picture if nothing else is given"},
      {"--column-major", &flags.data.column_major, "",
       "HDF5 files that do not mark their dimensions are [column][row]; [row][column] if not given"},
      {"--rank", &flags.rank, "K", "columns of W, rows of H; less for smaller matrices if not given"},
      {"--iterations", &flags.iterations, "N", "both factors once each"},
      {"--algorithm", &flags.algorithms, "NAME,...", "exact, anls (on the circuit), hals, mu, pg, from the same start"},
      {"--bits", &flags.bits, "N,...", "of DAC and ADC, a run of anls for each"},
      {"--zero-filled", &flags.data.zero_filled, "",
       "ratings that are missing count as 0: one matrix for all users; masked if not given"},
      {"--ridge", &flags.ridge, "LAMBDA",
       "regularisation, times the number of elements that count; 0.02 for masked ratings and else 0 if not given"},
      {"--test-share", &flags.data.test_share, "SHARE", "of the ratings, to test with"},
      {"--user", &flags.user, "ID", "of ratings: print the best items for this user"},
      {"--top", &flags.top, "N", "so many of them"},
      {"--factors", &flags.factors, "npy|csv|txt|h5|mat|mtx", "format of W and H"}};
  for (const Option& option : circuit_options(flags.circuit)) options.push_back(option);
  for (Option& option : options) option.in_record = true;
  return options;
}

bool draw_pictures(const RunFolder& folder, const NmfFlags& flags, const Data& data, const std::vector<NmfRun>& runs,
                   const std::string& csv) {
  bool whole = draw_picture(folder, "nmf", flags.link.output, [&](const fs::path& stem) {
    plot::write_log_plot(nmf_plot(plot::Rows(csv, "nmf.csv")), stem);
  });
  if (data.kind != DataKind::picture) return whole;
  return draw_picture(folder, "nmf_pictures", flags.link.output,
                      [&](const fs::path& stem) { external::run_gnuplot(picture_script(data, runs), stem); }) &&
         whole;
}

}  // namespace

Command nmf_command() {
  const auto flags = std::make_shared<NmfFlags>();
  flags->link.adapt = set_nnls_defaults;
  std::vector<Option> options = own_options(*flags);
  Config defaults;
  set_nnls_defaults(defaults);
  for (const Field& field : config_fields())
    if (is_nmf_field(field)) options.push_back(field_option(field, flags->link.values, defaults));
  options.push_back({"--out", &flags->out, "DIR", "folder for nmf.csv, pictures, W and H"});
  for (const std::vector<Option>& more : {config_options(flags->link), output_options(flags->link.output)})
    options.insert(options.end(), more.begin(), more.end());
  return {"nmf", "non-negative matrix factorisation on an analogue circuit: pictures, ratings, matrices", options,
          &flags->link.given, [flags](const Command& command) {
            return run_nmf_command(*flags, config_file_of(command, flags->link), command.options);
          }};
}

int run_nmf_command(const NmfFlags& flags, const ConfigFile& file, std::span<const Option> options) {
  Config config = nnls_run_config(flags.link, file, flags.out);
  set_nnls_defaults(config);  // its record holds no converters of the hardware
  const RunOutput files = {
      .folder = flags.out,
      .stem = "nmf",
      .settings = to_toml(merged_config(flags.link, file), is_nmf_field) + "\n" + record_of("nmf", options),
      .other_prefixes = {"nmf_pictures.", "w_", "h_", "picture_", "users.csv", "items.csv"}};
  matrix::require_matrix_ending("w." + flags.factors);
  if (flags.top < 1 || flags.top > 1000)
    throw std::invalid_argument(fmt::format("top must be from 1 to 1000, got {}", flags.top));
  StepProgress step;
  step.begin("reading the data");
  DataSpec spec = flags.data;
  spec.seed = config.run.seed;
  const Data data = make_data(spec);
  step.clear();
  const Plan plan = plan_of(flags, config, data);
  refuse_unheeded(flags, plan, config, data);
  if (!flags.user.empty() && std::ranges::find(data.users, flags.user) == data.users.end())
    throw std::invalid_argument(
        fmt::format("user must be one of the {} that rated, got {}", data.users.size(), in_quotes(flags.user)));
  if (flags.link.show_config) {
    print_settings(files.settings);
    return 0;
  }
  RunFolder folder = open_run_folder(files, flags.link.output);
  print_text(head_text(data, plan, config));
  const std::atomic<bool>& interrupted = interrupt_flag();
  UnitProgress progress("iteration", units(plan));
  const std::vector<NmfRun> runs = run_nmf(
      data, plan,
      {&interrupted, [&progress](std::size_t unit, const std::string& name) { progress.begin(unit, "of " + name); }});
  progress.clear();
  if (runs.empty()) return end_run(folder, false);
  const int width = terminal_columns(STDOUT_FILENO);
  print_text(summary_text(data, plan, runs, width));
  if (!flags.user.empty()) print_text(suggestion_text(data, runs.back(), flags.user, flags.top, width));
  fmt::print("peak memory {:.0f} MB\n", peak_megabytes());
  const std::string csv = csv_text(nmf_table(data, plan, config, runs));
  folder.write("nmf.csv", csv);
  const std::vector<std::string> written = write_factors(data, runs, flags.factors, folder.place(""));
  folder.publish();
  fmt::print("{}\n", folder.shown("nmf.csv").string());
  for (const std::string& name : written) fmt::print("{}\n", folder.shown(name).string());
  if (interrupted) fmt::print(stderr, "ohmimo: interrupted; the iterations so far are written\n");
  return end_run(folder, draw_pictures(folder, flags, data, runs, csv));
}

}  // namespace ohmimo
