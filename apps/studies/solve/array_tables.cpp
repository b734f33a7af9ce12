#include "apps/studies/solve/array_tables.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "apps/results/text_file.hpp"

namespace ohmimo::solve {
namespace {

std::string conductance_table(const std::vector<rram::ProgrammedArray>& arrays) {
  std::string text =
      "# A = const (g - bias J + diagonal I) of an inverse, J all ones; bias and diagonal are resistors\n"
      "# slice0 is the least significant slice of the words of the high-precision copy\n"
      "array,kind,row,col,g_uS\n";
  for (const rram::ProgrammedArray& array : arrays)
    for (arma::uword i = 0; i < array.g_S.n_rows; ++i)
      for (arma::uword j = 0; j < array.g_S.n_cols; ++j)
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{:.9g}\n", array.name, array.kind, i, j,
                       1e6 * array.g_S(i, j));
  return text;
}

std::string voltage_table(const std::vector<rram::ArrayOperation>& operations) {
  std::string text =
      "# LP-INV of cycle 1, right-hand side 0: only the inputs (before the DAC) and outputs (after the ADC) of the "
      "arrays, no inner nodes; ohmimo spice has those of one circuit\n"
      "operation,array,index,input_V,output_V\n";
  for (std::size_t k = 0; k < operations.size(); ++k)
    for (arma::uword i = 0; i < operations[k].input_V.n_elem; ++i)
      fmt::format_to(std::back_inserter(text), "{},{},{},{:.9g},{:.9g}\n", k, operations[k].name, i,
                     operations[k].input_V(i), operations[k].output_V(i));
  return text;
}

}  // namespace

void write_dump(const rram::ProgrammedSystem& system, const arma::rowvec& b, const std::filesystem::path& folder) {
  write_text_file(folder / "conductances.csv", conductance_table(system.arrays()));
  write_text_file(folder / "voltages.csv", voltage_table(system.first_operations(b)));
}

}  // namespace ohmimo::solve
