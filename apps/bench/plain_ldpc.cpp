#include "apps/bench/plain_ldpc.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::bench {

PlainLdpc::PlainLdpc(const coding::CodeShape& code, int n_row)
    : code_(code),
      graph_(coding::base_graph(code.graph)),
      n_row_(n_row),
      sum_(graph_.n_column * code.lifting.size),
      message_(graph_.entries.size() * code.lifting.size) {}

// Offset min-sum.
void PlainLdpc::update(int row, int lane) {
  const std::span entries = graph_.row(row);
  const int z = code_.lifting.size, set = code_.lifting.set;
  float* message = message_.data() + graph_.starts[row] * z + lane;
  const auto place = [&](std::size_t j) { return entries[j].column * z + (lane + entries[j].shift[set]) % z; };
  float least = INFINITY, second = INFINITY, in[32];
  std::size_t at_least = 0;
  bool negative = false;
  for (std::size_t j = 0; j < entries.size(); ++j) {
    in[j] = sum_[place(j)] - message[j * z];
    negative ^= in[j] < 0.f;
    const float size = std::abs(in[j]);
    if (size < least) {
      second = least, least = size, at_least = j;
    } else {
      second = std::min(second, size);
    }
  }
  for (std::size_t j = 0; j < entries.size(); ++j) {
    const float size = std::max((j == at_least ? second : least) - 0.5f, 0.f);
    message[j * z] = negative != (in[j] < 0.f) ? -size : size;
    sum_[place(j)] = in[j] + message[j * z];
  }
}

void PlainLdpc::decode(std::span<const float> llr, int n_iteration, std::span<std::uint8_t> info) {
  std::ranges::fill(message_, 0.f);
  std::fill_n(sum_.begin(), code_.n_punctured(), 0.f);
  std::ranges::copy(llr, sum_.begin() + code_.n_punctured());
  for (int k = 0; k < n_iteration; ++k)
    for (int row = 0; row < n_row_; ++row)
      for (int lane = 0; lane < code_.lifting.size; ++lane) update(row, lane);
  for (std::size_t k = 0; k < info.size(); ++k) info[k] = sum_[k] < 0.f ? 1 : 0;
}

}  // namespace ohmimo::bench
