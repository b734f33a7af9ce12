#include "phy/coding/mcs.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "data/csv_table.hpp"

namespace ohmimo::coding {
namespace {

const data::CsvTable& all() {
  static const data::CsvTable table("nr/mcs.csv");
  return table;
}

}  // namespace

int mcs_count(std::string_view table) {
  int count = 0;
  for (std::size_t row = 0; row < all().n_row(); ++row) count += all().text(row, "table") == table ? 1 : 0;
  if (count == 0) throw std::invalid_argument(fmt::format("mcs_table must be 1, 2, 3, tp1 or tp2, got '{}'", table));
  return count;
}

Mcs mcs(std::string_view table, int index) {
  const int count = mcs_count(table);
  for (std::size_t row = 0; row < all().n_row(); ++row)
    if (all().text(row, "table") == table && all().number(row, "mcs_index") == index)
      return {static_cast<int>(all().number(row, "bits_per_symbol")),
              static_cast<int>(2 * all().number(row, "rate_x1024"))};
  throw std::invalid_argument(fmt::format("mcs must be from 0 to {} in table {}, got {}", count - 1, table, index));
}

}  // namespace ohmimo::coding
