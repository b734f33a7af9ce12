// HP-MVM as the chip reads it (Zuo et al. 2025, Methods). Binary inputs drive the slices, one bit plane and one
// polarity at a time. The current of an output line is the sum of the conductances of its driven cells; an ADC makes a
// code of it, and the controller joins the codes by shift and add. In units of one level a driven cell of level k adds
// k plus its error. A sum that is off by half a level or more is read as a wrong integer.
#pragma once
#include <armadillo>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "phy/rng.hpp"
#include "rram/cells/programming.hpp"
#include "rram/numbers/lanes.hpp"
#include "rram/product/part_reads.hpp"

namespace ohmimo::rram {

// What the caller of a product brings along; one per solve and thread.
struct HpReader {
  std::vector<RngStream> noise;   // one stream per lane: read noise and injected errors; empty = neither
  const Lanes* active = nullptr;  // lanes to count, those with a 1; null = all
  ReadCount count;
};

// The largest number of cells that may be driven at once so that no sum is read wrong, whatever their levels: their
// largest errors add up to at most half a step. 0 for a device whose errors have no bound. TaOx: 2 (errors up to 1.25
// of 5 uS).
int safe_rows(const DeviceModel& device);

class SliceReads {
 public:
  // The conductances that the terminals see of an array [n_row][n_col] S, rows sensed and columns driven, for example
  // through its wires. Empty = those of the cells.
  using Effective = std::function<arma::mat(const arma::mat&)>;

  struct Source {
    HpArray array;
    CellWriter* writer = nullptr;  // null: cells hold their levels exactly
    CellEffects effects;           // read_noise and age_s are heeded
    Effective effective;
  };

  // level [slice][sign][row][col]; the signs are the + and the - line of a pair.
  struct Shape {
    std::size_t n_slice, n_row, n_col;
    int slice_bits;
  };
  SliceReads(const Shape& shape, std::span<const std::uint8_t> level, const Source& source);

  // Conductances [n_row][n_col] of one array, 2 slice + sign, as the terminals see them, in levels.
  arma::mat levels(std::size_t array) const;
  std::size_t n_array() const { return 2 * cells_.n_slice; }

  // Prepares a part for products. A part that is not prepared is prepared anew at every product.
  void prepare(const SubArray& part);

  // The word of one vector, and its lane in the reader.
  struct VectorWord {
    std::span<const std::int64_t> word;  // [part.n_col]
    std::size_t lane;
  };
  // sum [part.n_row] = part word, as read. Planes without a 1 are not read.
  void multiply(const SubArray& part, const VectorWord& vector, HpReader& reader, std::span<std::int64_t> sum) const;

  // The same for all 16 lanes: code [part.n_col], y [part.n_row]; sums as doubles.
  void multiply(const SubArray& part, const Lanes* code, HpReader& reader, Lanes* y) const;

 private:
  struct Ready {
    SubArray part;
    PartReads reads;
  };
  void load(std::size_t array, CellWriter& writer, const Source& source);
  void round_to_grid();
  const PartReads* find(const SubArray& part) const;
  PartReads make(const SubArray& part) const;

  SliceCells cells_;
  HpArray array_;
  bool exact_;  // cells hold their levels
  std::vector<Ready> ready_;
};

}  // namespace ohmimo::rram
