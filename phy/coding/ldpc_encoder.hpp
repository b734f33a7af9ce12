// The LDPC encoder of NR (TS 38.212, 5.3.2): one exclusive or of a rotated column for every entry of the base graph, 64
// bits or more at a time.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "phy/coding/base_graph.hpp"
#include "phy/coding/ldpc_kernels.hpp"

namespace ohmimo::coding {

class LdpcEncoder {
 public:
  LdpcEncoder(int graph, Lifting lifting);
  LdpcEncoder(LdpcEncoder&&) = default;  // sums point into its own columns

  // info: K bits, bytes of 0 or 1, fillers 0. coded: the N bits that can be sent, the information without its first 2Z
  // and the parity. Throws std::invalid_argument for other lengths.
  void encode(std::span<const std::uint8_t> info, std::span<std::uint8_t> coded);

 private:
  // Every column is kept repeated with period Z, so that each of its rotations is a run of words.
  std::uint64_t* column(int c) { return columns_.data() + c * stride_; }
  std::uint64_t* sum(int row) { return column(graph_.n_column + row); }  // of the information of row 0 to 3
  void repeat(std::uint64_t* column) const;
  void add_row(int row, std::uint64_t* to);
  void core_parity();
  void write_parity(std::span<std::uint8_t> parity);

  const LdpcKernels& kernels_;
  const BaseGraph& graph_;
  std::size_t z_, n_word_, stride_;  // n_word_: of Z bits
  std::size_t shift_a_, shift_b_;    // of the first parity column: in rows 0 and 3, and in its third row
  std::vector<std::uint64_t> columns_, packed_;
  std::vector<RotatedColumn> terms_;  // entries but those of a row's own parity: rows 0 to 3 of information only
  std::vector<std::size_t> starts_;
};

}  // namespace ohmimo::coding
