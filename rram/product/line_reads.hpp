// Reads of the doubtful lines of a group of up to 16 inputs. For cells whose conductance stands still.
#pragma once
#include <span>
#include <vector>

#include "rram/product/doubtful_lines.hpp"
#include "rram/product/line_kernels.hpp"

namespace ohmimo::rram {

class LineReads {
 public:
  // Whether the sums of levels and of errors fit into bytes.
  static bool possible(const DoubtfulLine& line);

  LineReads(const InputGroup& group, std::span<const DoubtfulLine> lines);

  // Adds what is read wrong; the group is that of the constructor.
  void read(const InputGroup& group, const DrivenPlanes& planes, Corrections& corrections) const;

 private:
  // Lines that one kernel call reads.
  struct Tables {
    bool errs, leaves;  // cells have errors; sums may leave the range of the codes
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
