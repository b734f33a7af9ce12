#include "phy/grid/dmrs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

#include "data/csv_table.hpp"

namespace ohmimo {
namespace {

// "l0 7 11" with l0 as given.
std::vector<int> positions_of(std::string_view words, int l0) {
  std::vector<int> positions;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    const std::string_view word = words.substr(0, end);
    int symbol = l0;
    if (word != "l0") std::from_chars(word.data(), word.data() + word.size(), symbol);
    positions.push_back(symbol);
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return positions;
}

void check_timing(int n_symbol, const DmrsTiming& timing) {
  if (timing.first_symbol != 2 && timing.first_symbol != 3)
    throw std::invalid_argument(fmt::format("dmrs-first-symbol must be 2 or 3, got {}", timing.first_symbol));
  if (timing.length != 1 && timing.length != 2)
    throw std::invalid_argument(fmt::format("dmrs-symbols must be 1 or 2, got {}", timing.length));
  const int most = timing.length == 2 ? 1 : timing.first_symbol == 2 ? 3 : 2;
  if (timing.additional < 0 || timing.additional > most)
    throw std::invalid_argument(
        fmt::format("dmrs-additional must be from 0 to {} with dmrs-symbols {} from symbol {} on, got {}", most,
                    timing.length, timing.first_symbol, timing.additional));
  const int least = timing.length == 2 && timing.first_symbol == 3 ? 5 : 4;
  if (n_symbol < least || n_symbol > 14)
    throw std::invalid_argument(fmt::format("symbols must be from {} to 14 for pilots, got {}", least, n_symbol));
}

}  // namespace

std::vector<int> dmrs_positions(int n_symbol, const DmrsTiming& timing) {
  check_timing(n_symbol, timing);
  const data::CsvTable table(timing.length == 2 ? "nr/pusch_dmrs_double_positions.csv" : "nr/pusch_dmrs_positions.csv");
  for (std::size_t row = 0; row < table.n_row(); ++row)
    if (table.text(row, "mapping_type") == "A" && table.number(row, "duration_symbols") == n_symbol)
      return positions_of(table.text(row, fmt::format("pos{}", timing.additional)), timing.first_symbol);
  throw std::invalid_argument(fmt::format("data nr: no DM-RS positions for {} symbols", n_symbol));
}

std::vector<DmrsPort> dmrs_ports(int type) {
  const data::CsvTable table("nr/dmrs_ports.csv");
  std::vector<DmrsPort> ports;
  for (std::size_t row = 0; row < table.n_row(); ++row) {
    const auto cell = [&](std::string_view column) { return static_cast<int>(table.number(row, column)); };
    if (cell("dmrs_type") == type)
      ports.push_back(
          {cell("cdm_group"), cell("delta"), {cell("wf_k0"), cell("wf_k1")}, {cell("wt_l0"), cell("wt_l1")}});
  }
  if (ports.empty()) throw std::invalid_argument(fmt::format("dmrs-type must be 1 or 2, got {}", type));
  return ports;
}

int dmrs_port_count(int type, int length) {
  return (type == 1 ? 4 : 6) * length;
}

int dmrs_period(int type) {
  return type == 1 ? 4 : 6;
}

int dmrs_spacing(int type) {
  return type == 1 ? 2 : 1;
}

int dmrs_groups_without_data(int type) {
  return type == 1 ? 2 : 3;
}

}  // namespace ohmimo
