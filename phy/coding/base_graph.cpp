#include "phy/coding/base_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "data/csv_table.hpp"

namespace ohmimo::coding {
namespace {

BaseGraph read_graph(int index) {
  const data::CsvTable table(fmt::format("nr/ldpc_bg{}.csv", index));
  BaseGraph graph;
  graph.index = index;
  graph.n_info = index == 1 ? 22 : 10;
  const auto cell = [&](std::size_t row, const std::string& column) {
    return static_cast<int>(table.number(row, column));
  };
  for (std::size_t k = 0; k < table.n_row(); ++k) {
    BaseGraph::Entry entry;
    entry.row = cell(k, "bg_row"), entry.column = cell(k, "bg_column");
    for (int set = 0; set < n_lifting_set; ++set) entry.shift[set] = cell(k, fmt::format("shift_set{}", set));
    if (entry.row == graph.n_row) graph.starts.push_back(k), ++graph.n_row;
    graph.entries.push_back(entry);
  }
  graph.starts.push_back(graph.entries.size());
  graph.n_column = graph.n_info + graph.n_row;
  return graph;
}

std::vector<Lifting> read_liftings() {
  const data::CsvTable table("nr/ldpc_lifting_sizes.csv");
  std::vector<Lifting> all;
  for (std::size_t k = 0; k < table.n_row(); ++k)
    all.push_back(
        {static_cast<int>(table.number(k, "lifting_size_z")), static_cast<int>(table.number(k, "set_index"))});
  std::ranges::sort(all, {}, &Lifting::size);
  return all;
}

}  // namespace

const BaseGraph& base_graph(int index) {
  static const BaseGraph first = read_graph(1), second = read_graph(2);
  if (index != 1 && index != 2) throw std::invalid_argument(fmt::format("base_graph must be 1 or 2, got {}", index));
  return index == 1 ? first : second;
}

std::span<const Lifting> liftings() {
  static const std::vector<Lifting> all = read_liftings();
  return all;
}

Lifting lifting_of(int size) {
  const auto place = std::ranges::find(liftings(), size, &Lifting::size);
  if (place == liftings().end())
    throw std::invalid_argument(fmt::format("lifting must be one of the 51 sizes of TS 38.212, got {}", size));
  return *place;
}

Lifting smallest_lifting(int least_size) {
  const auto place = std::ranges::lower_bound(liftings(), least_size, {}, &Lifting::size);
  if (place == liftings().end())
    throw std::invalid_argument(fmt::format("lifting must be at most {}, got {}", most_lifting, least_size));
  return *place;
}

}  // namespace ohmimo::coding
