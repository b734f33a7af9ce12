// The two base graphs of NR's LDPC codes and their lifting (TS 38.212, 5.3.2). An entry of a base graph stands for a
// circulant of Z x Z: row i of it picks bit (i + shift) mod Z of its column.
#pragma once
#include <array>
#include <span>
#include <vector>

namespace ohmimo::coding {

inline constexpr int n_lifting_set = 8;
inline constexpr int most_lifting = 384;  // largest Z
inline constexpr int n_core = 4;          // rows whose parity is solved together

struct BaseGraph {
  struct Entry {
    int row = 0, column = 0;
    std::array<int, n_lifting_set> shift = {};  // by lifting set, before mod Z
  };

  int index = 0;  // 1 or 2
  int n_row = 0, n_column = 0;
  int n_info = 0;                   // columns of information bits; the rest is parity, one column a row
  std::vector<Entry> entries;       // by rows
  std::vector<std::size_t> starts;  // entries of row r: starts[r] to starts[r + 1]

  std::span<const Entry> row(int r) const { return std::span(entries).subspan(starts[r], starts[r + 1] - starts[r]); }
  int n_sent() const { return n_column - 2; }  // the first two columns are never sent
};

// index 1 or 2, else throws std::invalid_argument.
const BaseGraph& base_graph(int index);

struct Lifting {
  int size = 0;  // Z
  int set = 0;   // which shifts of the entries count
};

// All 51, by rising size.
std::span<const Lifting> liftings();
// Throws std::invalid_argument if size is none of them.
Lifting lifting_of(int size);
// The smallest of at least that size; throws std::invalid_argument beyond most_lifting.
Lifting smallest_lifting(int least_size);

}  // namespace ohmimo::coding
