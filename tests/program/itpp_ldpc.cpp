// NR's LDPC codes as IT++ sees them (Debian: libitpp-dev, GPL, used by this test only): its parity checks hold for our
// code words and for no word with a bit turned, and its belief propagation gives them back from noisy soft bits.
#include <itpp/itcomm.h>

#include <cmath>
#include <cstdio>
#include <vector>

#include "phy/coding/ldpc_encoder.hpp"
#include "phy/rng.hpp"

namespace {

using namespace ohmimo;

// All rows of the base graph, lifted: the columns of IT++ are ours, the two that are never sent among them.
itpp::LDPC_Parity parity_of(const coding::BaseGraph& graph, const coding::Lifting& lifting) {
  const int z = lifting.size;
  itpp::LDPC_Parity parity(graph.n_row * z, graph.n_column * z);
  for (const coding::BaseGraph::Entry& entry : graph.entries)
    for (int i = 0; i < z; ++i)
      parity.set(entry.row * z + i, entry.column * z + (i + entry.shift[lifting.set]) % z, itpp::bin(1));
  return parity;
}

// A random code word, the bits that are never sent included.
itpp::bvec code_word(const coding::BaseGraph& graph, const coding::Lifting& lifting) {
  std::vector<std::uint8_t> info(static_cast<std::size_t>(graph.n_info * lifting.size)),
      coded(static_cast<std::size_t>(graph.n_sent() * lifting.size));
  RngStream bits(FrameId{7, 0, static_cast<std::uint32_t>(lifting.size)}, Purpose::bits);
  for (std::uint8_t& bit : info) bit = bits.uniform() < 0.5 ? 1 : 0;
  coding::LdpcEncoder(graph.index, lifting).encode(info, coded);
  itpp::bvec word(graph.n_column * lifting.size);
  for (int k = 0; k < word.size(); ++k)
    word(k) = k < 2 * lifting.size ? info[static_cast<std::size_t>(k)]
                                   : coded[static_cast<std::size_t>(k - 2 * lifting.size)];
  return word;
}

// Over additive white Gaussian noise at an Es/N0 of -1 dB, nothing of the first two columns.
itpp::vec received(const itpp::bvec& word, int n_unsent) {
  RngStream noise(FrameId{8, 0, static_cast<std::uint32_t>(word.size())}, Purpose::noise);
  const double es_n0 = std::pow(10.0, -0.1);
  itpp::vec llr(word.size());
  for (int k = 0; k < word.size(); ++k)
    llr(k) = k < n_unsent
                 ? 0.0
                 : 4.0 * es_n0 * (word(k) == itpp::bin(1) ? -1.0 : 1.0) + std::sqrt(8.0 * es_n0) * noise.normal();
  return llr;
}

bool agrees(int index, int size) {
  const coding::BaseGraph& graph = coding::base_graph(index);
  const coding::Lifting lifting = coding::lifting_of(size);
  const itpp::LDPC_Parity parity = parity_of(graph, lifting);
  itpp::LDPC_Code code(&parity, nullptr, false);
  itpp::bvec word = code_word(graph, lifting);
  bool ok = code.syndrome_check(word);

  code.set_exit_conditions(100);
  itpp::QLLRvec decided;
  code.bp_decode(code.get_llrcalc().to_qllr(received(word, 2 * size)), decided);
  for (int k = 0; k < word.size(); ++k) ok = ok && (decided(k) < 0) == (word(k) == itpp::bin(1));

  word(word.size() / 3) += itpp::bin(1);
  return ok && !code.syndrome_check(word);
}

}  // namespace

int main() {
  int failed = 0;
  for (const int graph : {1, 2})
    for (const int size : {2, 13, 36, 60, 112}) {  // of five lifting sets
      const bool ok = agrees(graph, size);
      std::printf("BG%d, Z = %d: %s\n", graph, size, ok ? "IT++ agrees" : "IT++ DISAGREES");
      failed += ok ? 0 : 1;
    }
  return failed == 0 ? 0 : 1;
}
