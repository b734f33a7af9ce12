// HP-MVM as the chip reads it (Zuo et al. 2025, Methods): binary inputs, one bit plane and one polarity at a time,
// drive the slices; the current of every output line, the sum of the conductances of its driven cells, goes through an
// ADC; the controller joins the codes by shift and add. In steps of conductance a driven cell of level k adds k and the
// error of that cell; a sum that strays by half a step or more is read as a wrong integer.
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

// What a product through the slices needs of its caller; one per solve and thread.
struct HpReader {
  std::vector<RngStream> noise;   // one stream per lane: read noise and injected errors; empty = neither
  const Lanes* active = nullptr;  // lanes to count, those with a 1; null = all
  ReadCount count;
};

// The largest number of cells driven at once whose sum cannot be read wrong, whatever their levels: their bounded
// errors add up to at most half a step. 0 for a device whose law has no bounds. TaOx: 2 (errors up to 1.25 of 5 uS).
int safe_rows(const DeviceModel& device);

class SliceReads {
 public:
  // What the terminals see of an array of conductances [n_row][n_col] S, rows sensed and columns driven, for example
  // through its wires; empty = itself.
  using Effective = std::function<arma::mat(const arma::mat&)>;

  struct Source {
    HpArray array;
    CellWriter* writer = nullptr;  // null: cells hold their levels exactly
    CellEffects effects;           // of reading: read_noise and age_s
    Effective effective;
  };

  // level [slice][sign][row][col]: signs are + and - of the line pair.
  struct Shape {
    std::size_t n_slice, n_row, n_col;
    int slice_bits;
  };
  SliceReads(const Shape& shape, std::span<const std::uint8_t> level, const Source& source);

  // Conductances [n_row][n_col] of one array, 2 slice + sign, as the terminals see them, in levels.
  arma::mat levels(std::size_t array) const;
  std::size_t n_array() const { return 2 * cells_.n_slice; }

  struct Part {
    std::size_t row, col, n_row, n_col;
    bool operator==(const Part&) const = default;
  };
  // Makes a part ready for products. Parts that are not ready are made so at every product.
  void prepare(const Part& part);

  // The word of one vector, and its lane in the reader.
  struct Vector {
    std::span<const std::int64_t> word;  // [part.n_col]
    std::size_t lane;
  };
  // sum [part.n_row] = part word, as read. A plane none of whose inputs is 1 is not read.
  void multiply(const Part& part, const Vector& vector, HpReader& reader, std::span<std::int64_t> sum) const;

  // The same for all 16 lanes: code [part.n_col], y [part.n_row], the sums as doubles.
  void multiply(const Part& part, const Lanes* code, HpReader& reader, Lanes* y) const;

 private:
  struct Ready {
    Part part;
    PartReads reads;
  };
  void load(std::size_t array, CellWriter& writer, const Source& source);
  void round_to_grid();
  const PartReads* find(const Part& part) const;
  PartReads make(const Part& part) const;

  SliceCells cells_;
  HpArray array_;
  bool exact_;  // cells hold their levels
  std::vector<Ready> ready_;
};

}  // namespace ohmimo::rram
