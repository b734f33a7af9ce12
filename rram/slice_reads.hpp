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
#include "rram/lanes.hpp"
#include "rram/programming.hpp"

namespace ohmimo::rram {

// How lines are read. The paper gives neither the number of inputs driven at once nor the bits of the ADC.
struct HpArray {
  int rows_per_read = 0;    // inputs (word lines) driven at once, by position; 0 = all
  int adc_bits = 8;         // codes 0 to 2^bits - 1
  double adc_step = 1.0;    // levels per code
  double error_rate = 0.0;  // injected: share of reads off by one code, up and down alike
};
void validate(const HpArray& array);  // throws std::invalid_argument naming field, rule and value

// Reads of single lines of single slices, each compared with the integer it should give.
struct ReadCount {
  std::uint64_t reads = 0;
  std::uint64_t wrong = 0;
  std::int64_t worst = 0;    // largest error of one read, in levels (the LSB of a slice)
  std::uint64_t drives = 0;  // times inputs were driven; all lines of all slices are then read at once
  ReadCount& operator+=(const ReadCount& other);
};

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
  std::size_t n_array() const { return 2 * shape_.n_slice; }

  struct Part {
    std::size_t row, col, n_row, n_col;
  };
  // The word of one vector, and its lane in the reader.
  struct Vector {
    std::span<const std::int64_t> word;  // [part.n_col], |word| < 2^planes
    int planes;
    std::size_t lane;
  };
  // sum [part.n_row] = part word, as read. A plane none of whose inputs is 1 is not read.
  void multiply(const Part& part, const Vector& vector, HpReader& reader, std::span<std::int64_t> sum) const;

 private:
  struct Sums;  // one read of one array
  void load(std::size_t array, CellWriter& writer, const Source& source);
  void drive(const Part& part, std::span<const std::size_t> input, std::size_t array, Sums& sums) const;
  void convert(RngStream* noise, Sums& sums) const;
  double disturb(double code, RngStream& noise) const;
  std::size_t line(std::size_t array, std::size_t col) const { return (array * shape_.n_col + col) * shape_.n_row; }

  Shape shape_;
  HpArray array_;
  bool noisy_ = false;
  std::vector<std::int32_t> level_;  // [slice][sign][col][row] what a cell stands for
  std::vector<double> conductance_;  // the same order, in levels
  std::vector<double> variance_;     // of one reading, in levels^2; noisy_ only
};

}  // namespace ohmimo::rram
