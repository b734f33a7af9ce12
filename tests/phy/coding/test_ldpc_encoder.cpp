// The encoder against the parity checks themselves, row by row and bit by bit.
#include <doctest/doctest.h>

#include <set>

#include "phy/coding/ldpc_encoder.hpp"
#include "tests/phy/coding/public_vectors.hpp"

namespace test_ldpc_encoder {

using namespace ohmimo::coding;

// The code word with its first 2Z bits, which are information.
std::vector<std::uint8_t> code_word(int graph, Lifting lifting, const std::vector<std::uint8_t>& info) {
  std::vector<std::uint8_t> coded(base_graph(graph).n_sent() * lifting.size);
  LdpcEncoder(graph, lifting).encode(info, coded);
  std::vector<std::uint8_t> word(info.begin(), info.begin() + 2 * lifting.size);
  word.insert(word.end(), coded.begin(), coded.end());
  return word;
}

int broken_checks(const BaseGraph& graph, Lifting lifting, const std::vector<std::uint8_t>& word) {
  int broken = 0;
  for (int r = 0; r < graph.n_row; ++r)
    for (int i = 0; i < lifting.size; ++i) {
      int sum = 0;
      for (const BaseGraph::Entry& e : graph.row(r))
        sum ^= word[e.column * lifting.size + (i + e.shift[lifting.set]) % lifting.size];
      broken += sum;
    }
  return broken;
}

TEST_CASE("base graphs and liftings have the sizes of TS 38.212") {
  CHECK(base_graph(1).n_row == 46);
  CHECK(base_graph(1).n_column == 68);
  CHECK(base_graph(1).entries.size() == 316);
  CHECK(base_graph(2).n_row == 42);
  CHECK(base_graph(2).n_column == 52);
  CHECK(base_graph(2).entries.size() == 197);
  CHECK(liftings().size() == 51);
  CHECK(liftings().back().size == 384);
  std::set<int> sizes;
  for (const Lifting l : liftings()) {
    sizes.insert(l.size);
    int odd = l.size;
    while (odd % 2 == 0) odd /= 2;
    const int factors[] = {2, 3, 5, 7, 9, 11, 13, 15};
    CHECK(factors[l.set] == (odd == 1 ? 2 : odd));
  }
  CHECK(sizes.size() == 51);
  CHECK(smallest_lifting(353).size == 384);
  CHECK(smallest_lifting(1).size == 2);
  CHECK_THROWS_WITH(smallest_lifting(385), "lifting must be at most 384, got 385");
  CHECK_THROWS_WITH(lifting_of(17), "lifting must be one of the 51 sizes of TS 38.212, got 17");
  CHECK_THROWS_WITH(base_graph(3), "base_graph must be 1 or 2, got 3");
}

TEST_CASE("H x = 0 for every lifting size of both graphs") {
  for (const int graph : {1, 2})
    for (const Lifting lifting : liftings()) {
      const BaseGraph& base = base_graph(graph);
      const std::vector<std::uint8_t> info = splitmix_bits(graph * 1000 + lifting.size, base.n_info * lifting.size);
      std::vector<std::uint8_t> word = code_word(graph, lifting, info);
      CAPTURE(graph);
      CAPTURE(lifting.size);
      CHECK(broken_checks(base, lifting, word) == 0);
      CHECK(std::vector<std::uint8_t>(word.begin(), word.begin() + info.size()) == info);
      word[word.size() / 2] ^= 1;
      CHECK(broken_checks(base, lifting, word) > 0);
    }
}

TEST_CASE("the last check rows by hand") {
  // One bit set at lane i of an information column: every row beyond the core that knows the column has a one where its
  // circulant points, unless core parity adds more. A row without core parity shows it alone.
  const Lifting lifting = lifting_of(52);
  const BaseGraph& base = base_graph(2);
  std::vector<std::uint8_t> info(base.n_info * lifting.size, 0);
  const int column = 3, lane = 17;
  info[column * lifting.size + lane] = 1;
  const std::vector<std::uint8_t> word = code_word(2, lifting, info);
  int seen = 0;
  for (int r = 4; r < base.n_row; ++r) {
    bool core = false;
    int shift = -1;
    for (const BaseGraph::Entry& e : base.row(r)) {
      core |= e.column >= base.n_info && e.column < base.n_info + 4;
      if (e.column == column) shift = e.shift[lifting.set] % lifting.size;
    }
    if (core || shift < 0) continue;
    ++seen;
    for (int i = 0; i < lifting.size; ++i)
      CHECK(word[(base.n_info + r) * lifting.size + i] == ((i + shift) % lifting.size == lane ? 1 : 0));
  }
  CHECK(seen > 0);
}

TEST_CASE("lengths that do not fit are refused") {
  LdpcEncoder encoder(2, lifting_of(2));
  std::vector<std::uint8_t> info(20), coded(99);
  CHECK_THROWS_WITH(encoder.encode(info, coded), "info and coded must have 20 and 100 bits, got 20 and 99");
}

}  // namespace test_ldpc_encoder
