#include "apps/external/ngspice.hpp"

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

}  // namespace

bool ngspice_found() {
  return is_installed("ngspice");
}

rram::SpiceResult run_ngspice(const rram::Circuit& circuit, const rram::Drive& drive, const rram::SpiceRun& run) {
  const ScratchFolder folder(fs::temp_directory_path() / "ohmimo_ngspice");
  std::ofstream(folder.path() / "deck") << rram::spice_deck(circuit, drive, run);
  // -n: no initialisation file of the user; -b: batch. Whether it worked is seen from its files.
  if (run_program({"ngspice", {"-n", "-b", "deck"}, "ngspice"}, folder.path(), run.limit_s).at_limit)
    throw std::runtime_error(
        fmt::format("ngspice gave no result within the limit of {} s and was stopped", run.limit_s));
  const arma::uword n = circuit.arrays.positive_S.n_rows;
  const arma::uword inverters = rram::make_network(circuit).n_inverter;
  const arma::vec op = read_data(folder.path(), "op", 2 * n + inverters).row(0).t();
  rram::SpiceResult result{
      op.subvec(1, arma::size(n, 1)), op.subvec(1 + n, arma::size(n, 1)), op.tail(inverters), {}, {}};
  if (run.stop_s > 0.0) {
    const arma::mat data = read_data(folder.path(), "tran", n + inverters);
    result.time_s = data.col(0);
    result.output_V = data.tail_cols(n + inverters);
  }
  return result;
}

}  // namespace ohmimo::external
