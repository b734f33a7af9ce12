// Reads of the lines in doubt of a group of up to 16 inputs, for cells that draw nothing at a read.
#pragma once
#include <span>
#include <vector>

#include "rram/product/doubtful_lines.hpp"
#include "rram/product/line_kernels.hpp"

namespace ohmimo::rram {

class LineReads {
 public:
  // Whether sums of the line and its errors fit into bytes.
  static bool possible(const DoubtfulLine& line);

  LineReads(const InputGroup& group, std::span<const DoubtfulLine> lines);

  // The group is the one of the constructor.
  void read(const InputGroup& group, const DrivenPlanes& planes, Corrections& corrections) const;

 private:
  // Lines alike.
  struct Tables {
    bool errs, leaves;  // not all cells hold their levels; sums may leave the range of the codes
    int unit_bits, below;
    std::vector<ReadLine> line;
    std::vector<ErrorTable> error;  // empty unless errs
    std::vector<LevelTable> level;  // empty unless leaves
  };
  Tables& tables_for(const InputGroup& group, const DoubtfulLine& line);

  std::size_t n_quad_;
  std::vector<Tables> tables_;
};

}  // namespace ohmimo::rram
