#include "phy/coding/segmentation.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ohmimo::coding {
namespace {

constexpr int most_payload = 1 << 24;  // far beyond NR's largest

// Information columns that the choice of Z counts.
int counted_columns(int graph, int n_checked) {
  if (graph == 1) return 22;
  return n_checked > 640 ? 10 : n_checked > 560 ? 9 : n_checked > 192 ? 8 : 6;
}

int rounded_up(int a, int b) {
  return (a + b - 1) / b;
}

}  // namespace

void check_code(const CodeShape& code) {
  base_graph(code.graph);
  if (lifting_of(code.lifting.size).set != code.lifting.set)
    throw std::invalid_argument(fmt::format("lifting set must be {} for size {}, got {}",
                                            lifting_of(code.lifting.size).set, code.lifting.size, code.lifting.set));
  const int most = code.n_info() - code.n_punctured() - 1;  // something of the information is sent
  if (code.n_filler < 0 || code.n_filler > most)
    throw std::invalid_argument(fmt::format("fillers must be from 0 to {}, got {}", most, code.n_filler));
}

int choose_base_graph(int n_payload, double code_rate) {
  const bool second = n_payload <= 292 || (n_payload <= 3824 && code_rate <= 0.67) || code_rate <= 0.25;
  return second ? 2 : 1;
}

Segmentation segment(int n_payload, double code_rate, std::optional<int> graph) {
  if (n_payload < 1 || n_payload > most_payload)
    throw std::invalid_argument(fmt::format("payload must be from 1 to {} bits, got {}", most_payload, n_payload));
  if (!(code_rate > 0.0 && code_rate < 1.0))
    throw std::invalid_argument(fmt::format("code_rate must be above 0 and below 1, got {}", code_rate));
  Segmentation s;
  s.n_payload = n_payload;
  s.transport_crc = n_payload > 3824 ? Crc::crc24a : Crc::crc16;
  s.code.graph = base_graph(graph.value_or(choose_base_graph(n_payload, code_rate))).index;

  const int most = s.code.graph == 1 ? 8448 : 3840, n_checked = s.n_checked();
  s.n_block = n_checked <= most ? 1 : rounded_up(n_checked, most - 24);
  const int total = n_checked + (s.has_block_crc() ? 24 * s.n_block : 0);
  if (total % s.n_block != 0)
    throw std::invalid_argument(
        fmt::format("payload must divide evenly into {} code blocks, got {} bits", s.n_block, n_payload));
  const int block = total / s.n_block;
  s.code.lifting = smallest_lifting(rounded_up(block, counted_columns(s.code.graph, n_checked)));
  s.code.n_filler = s.code.n_info() - block;
  return s;
}

}  // namespace ohmimo::coding
