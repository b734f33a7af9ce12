#include "apps/external/spice/ngspice.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "apps/external/subprocess.hpp"

namespace ohmimo::external {
namespace {

namespace fs = std::filesystem;

// Numbers by rows: the scale, then the columns asked for.
arma::mat read_data(const fs::path& folder, const std::string& name, arma::uword columns) {
  std::ifstream file(folder / (name + ".txt"));
  std::vector<double> value{std::istream_iterator<double>(file), {}};
  const arma::uword width = columns + 1;
  if (value.empty() || value.size() % width != 0)
    throw std::runtime_error(fmt::format("ngspice gave no result for {}; it said:\n{}", name, text_of(folder / "log")));
  const arma::mat transposed(value.data(), width, value.size() / width);
  return transposed.t();
}

struct DeckOutput {
  arma::vec op;    // of the nodes asked for
  arma::mat tran;  // time, then the nodes asked for
};

DeckOutput run_deck(const std::string& deck, const rram::SpiceRun& run, arma::uword op_nodes, arma::uword tran_nodes) {
  const ScratchFolder folder(fs::temp_directory_path() / "ohmimo_ngspice");
  std::ofstream(folder.path() / "deck") << deck;
  // -n: no initialisation file of the user; -b: batch. Whether it worked is seen from its files.
  if (run_program({"ngspice", {"-n", "-b", "deck"}, "ngspice"}, folder.path(), run.limit_s).at_limit)
    throw std::runtime_error(
        fmt::format("ngspice gave no result within the limit of {} s and was stopped", run.limit_s));
  DeckOutput output{read_data(folder.path(), "op", op_nodes).row(0).tail(op_nodes).t(), {}};
  if (run.stop_s > 0.0) output.tran = read_data(folder.path(), "tran", tran_nodes);
  return output;
}

}  // namespace

bool ngspice_found() {
  return is_installed("ngspice");
}

rram::SpiceResult run_ngspice(const rram::Circuit& circuit, const rram::Drive& drive, const rram::SpiceRun& run) {
  const arma::uword n = circuit.arrays.positive_S.n_rows;
  const arma::uword inverters = rram::make_network(circuit).n_inverter;
  const DeckOutput output = run_deck(rram::spice_deck(circuit, drive, run), run, 2 * n + inverters, n + inverters);
  rram::SpiceResult result{output.op.head(n), output.op.subvec(n, arma::size(n, 1)), output.op.tail(inverters), {}, {}};
  if (run.stop_s > 0.0) {
    result.time_s = output.tran.col(0);
    result.output_V = output.tran.tail_cols(n + inverters);
  }
  return result;
}

rram::RegressionSpice run_ngspice(const rram::RegressionCircuit& circuit, const rram::RegressionDrive& drive,
                                  const rram::SpiceRun& run) {
  const arma::uword outputs = rram::regression_outputs(circuit);
  const DeckOutput output = run_deck(rram::regression_deck(circuit, drive, run), run, outputs, outputs);
  rram::RegressionSpice result{output.op, {}, {}};
  if (run.stop_s > 0.0) {
    result.time_s = output.tran.col(0);
    result.output_V = output.tran.tail_cols(outputs);
  }
  return result;
}

}  // namespace ohmimo::external
