// BlockAMC: the inverse of a matrix larger than one array from inversion arrays and products of its quarters
// (Pan et al., DATE 2024, arXiv 2401.10042; Zuo et al. 2025, Fig. 3c). For M = [M1 M2; M3 M4], b = [f; g], x = [y; z]:
//   1  yt = M1^-1 f    2  gt = M3 yt    3  z = S^-1 (g - gt)    4  ft = M2 z    5  y = M1^-1 (f - ft)
// with S = M4 - M3 M1^-1 M2, or M4 in its place (reuse). M1 and M4 are themselves solved this way, `stages` deep.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "rram/inversion/inverse_circuit.hpp"
#include "rram/inversion/product_circuit.hpp"
#include "rram/product/bit_sliced_product.hpp"
#include "rram/solve_report.hpp"

namespace ohmimo::rram {

// One use of an inversion array: input and output of the vector in lane 0.
struct TileVisit {
  const InverseCircuit* array;
  std::vector<double> in, out;
};

// How exactly numbers pass between the steps.
struct Precision {
  ConverterCodes codes;
  int word_bits = 0;           // of the vectors given to the bit-sliced products; 0 = ideal
  HpReader* reader = nullptr;  // of HpPath::analogue: counts the reads of bit-sliced products and brings their noise
  std::vector<TileVisit>* visits = nullptr;  // receives all uses of inversion arrays, in order; null = not wanted
};

// An array of 3-bit cells, named by its place in the tree: m, or m1 .. m4, and below them m4.m1 and so on. One of the
// two pointers is set.
struct NamedArray {
  std::string name;
  const InverseCircuit* inverse = nullptr;
  const ProductCircuit* product = nullptr;
};

// What the tree is built with.
struct TreeBuilder {
  const SolverConfig& config;
  CellWriter& writer;                        // counts the cells and draws their errors
  const SliceReads::Source* high = nullptr;  // of HpPath::analogue: the cells of the bit-sliced copies
  TileMaker* tiles = nullptr;                // of the rungs circuit, wires and transient
  std::uint64_t high_cells = 0;              // cells of the bit-sliced copies made for Schur complements
};

// One node of the recursion: an array, or two smaller inverses and two products. Immutable once built.
class BlockInverse {
 public:
  // a: a square matrix; copy: the bit-sliced copy that serves its products, in which a begins at (corner, corner).
  struct Source {
    MatrixView a;
    std::shared_ptr<BitSlicedMatrix> copy;
    std::size_t corner = 0;
  };
  BlockInverse(const Source& source, int stages, TreeBuilder& builder);

  // out = M^-1 in, each [n], not overlapping; in is left alone; scratch [scratch_size()].
  void solve(const Lanes* in, Lanes* out, const Precision& precision, Lanes* scratch) const;

  // The same arrays with their cells read anew. An array that serves twice is read once.
  std::shared_ptr<const BlockInverse> reread(CellReader& reader) const;

  // False if some array, or M1 of an exact Schur complement, is singular, or if the loop of some array is unstable.
  bool usable() const { return usable_; }
  bool stable() const { return stable_; }  // whether the loops of all arrays are
  std::size_t size() const { return n_; }
  std::size_t scratch_size() const;
  std::size_t tiles_per_side() const { return array_ ? 1 : m1_->tiles_per_side() + m4_->tiles_per_side(); }
  OperationCount operations() const;  // of one solve of one right-hand side

  // Adds its arrays, each once. name: the place of this node, m at the root.
  void list(const std::string& name, std::vector<NamedArray>& out) const;

 private:
  friend class InverseLanes;

  // M2 or M3: a part of the bit-sliced copy, or a pair of 3-bit arrays when low is set.
  struct Quarter {
    std::shared_ptr<const BitSlicedMatrix> copy;
    SubArray part;  // of the copy
    std::shared_ptr<const ProductCircuit> low;

    struct Operands {
      const Lanes* minuend;  // [n_row]
      const Lanes* vector;   // [n_col]
    };
    // out = minuend - M vector; nothing overlaps; scratch [n_col].
    void subtract_product(const Operands& of, const Precision& precision, Lanes* out, Lanes* scratch) const;
  };
  static Quarter reread(const Quarter& quarter, CellReader& reader);
  void split(const Source& source, int stages, TreeBuilder& builder);
  std::shared_ptr<const BlockInverse> schur_inverse(const Source& source, int stages, TreeBuilder& builder);
  void note_parts();  // usable and stable if every part is
  static Quarter make_quarter(const Source& source, const SubArray& place, TreeBuilder& builder);

  std::size_t n_ = 0;
  std::shared_ptr<const InverseCircuit> array_;  // leaf
  // One object when M4 equals M1, as in the real form of a complex matrix.
  std::shared_ptr<const BlockInverse> m1_, m4_;
  Quarter m2_, m3_;
  bool usable_ = true;
  bool stable_ = true;
};

}  // namespace ohmimo::rram
