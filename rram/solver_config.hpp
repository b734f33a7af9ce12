// What a solver is told: the fidelity ladder, words, BlockAMC, refinement, and the hardware it simulates.
#pragma once
#include <string_view>

#include "phy/enum_words.hpp"
#include "rram/cells/cell_effects.hpp"
#include "rram/cells/device.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/circuit/circuit.hpp"
#include "rram/numbers/int_range.hpp"
#include "rram/product/slice_reads.hpp"

namespace ohmimo::rram {

// The fidelity ladder. Every rung is its own switch; a word of fidelity_words stands for its rung and all before it.
struct Fidelity {
  bool quantise = false;   // 3-bit LP copy, fixed-point words of the HP copy and of the vectors
  bool device = false;     // programming errors of the cells (device.hpp)
  bool converter = false;  // DAC and ADC of the LP-INV circuit (converters.hpp)
  bool circuit = false;    // finite gain, offsets, clamp, input and output conductance of the tiles (tile_circuit.hpp)
  bool wires = false;      // wire resistance of the tiles
  bool transient = false;  // tiles read at a finite time after their inputs step, not at rest

  bool analogue() const { return circuit || wires || transient; }
};
inline constexpr EnumWord<Fidelity> fidelity_words[] = {{"exact", {}},
                                                        {"quantised", {true}},
                                                        {"device", {true, true}},
                                                        {"converter", {true, true, true}},
                                                        {"circuit", {true, true, true, true}},
                                                        {"wires", {true, true, true, true, true}},
                                                        {"transient", {true, true, true, true, true, true}}};

// Step 3 of BlockAMC: M4 in place of S (the paper), or S itself.
enum class Schur { reuse, exact };
inline constexpr EnumWord<Schur> schur_words[] = {{"reuse", Schur::reuse}, {"exact", Schur::exact}};

// Products inside BlockAMC: bit-sliced HP array, or one pair of 3-bit arrays.
enum class BlockProduct { high, low };
inline constexpr EnumWord<BlockProduct> block_product_words[] = {{"high", BlockProduct::high},
                                                                 {"low", BlockProduct::low}};

enum class RefinementKind { stationary, chebyshev, fcg, automatic };  // refinement.hpp; automatic: predictor.hpp
inline constexpr EnumWord<RefinementKind> refinement_words[] = {{"stationary", RefinementKind::stationary},
                                                                {"chebyshev", RefinementKind::chebyshev},
                                                                {"fcg", RefinementKind::fcg},
                                                                {"auto", RefinementKind::automatic}};

// HP-MVM: integers at once; or bit planes and slices in integers, with the same result; or the slices as an array of
// cells read line by line (slice_reads.hpp), with the same result as long as no read is wrong. Nobody asks for slices
// by name.
enum class HpPath { integer, slices, analogue };
inline constexpr EnumWord<HpPath> hp_path_words[] = {{"integer", HpPath::integer}, {"analogue", HpPath::analogue}};

inline constexpr IntRange word_bits_range = {6, 24};       // and a multiple of the slice bits
inline constexpr IntRange converter_bits_range = {2, 16};  // of DAC and ADC

struct SolverConfig {
  Fidelity fidelity;
  DeviceModel device = default_device();  // its laws when fidelity.device; its number of levels when quantised
  CellEffects cells;                      // used when fidelity.device
  AnalogueModel analogue;                 // of the rungs circuit, wires and transient
  MappingConfig mapping;
  int word_bits = 24;  // HP words, 12 or 24 in the paper; see word_bits_range
  int slice_bits = 3;  // bits per cell
  int stages = 1;      // BlockAMC stages; 0 = one array for the whole matrix
  Schur schur = Schur::reuse;
  BlockProduct block_product = BlockProduct::high;
  HpPath hp_path = HpPath::integer;
  HpArray hp_array;                // of HpPath::analogue
  SliceReads::Effective hp_wires;  // of HpPath::analogue with fidelity.device; empty = those of the rung wires, if on
  int dac_bits = 4;
  int adc_bits = 4;
  int cycles = 3;          // refinement cycles at most; cycle 1 = plain LP-INV
  double tolerance = 0.0;  // stop when ||r||/||b|| <= tolerance for every vector; 0 = fixed count
  RefinementKind refinement = RefinementKind::stationary;
  // Solves D^-1/2 A D^-1/2 with D = diag(A) instead (equilibration.hpp). ||r|| and ||b||, hence tolerance and
  // relative_residual, are then those of that system; a mapping scale is in its units.
  bool equilibrate = false;
  bool report_spectral_radius = false;  // costs an eigenvalue decomposition per programmed system
};

// Of the words above; std::invalid_argument for any other.
Fidelity fidelity_from_name(std::string_view name);
RefinementKind refinement_from_name(std::string_view name);
std::string_view refinement_name(RefinementKind kind);

// BlockAMC stages of a matrix of n_row rows; every stage halves the tiles, the larger half rounded up.
int automatic_stages(int n_row);  // the fewest that leave tiles of at most 4 rows, as in the paper's demonstrations
int most_stages(int n_row);       // the most that leave a row to each of the 2^stages tiles

// Throws std::invalid_argument naming field, rule and value; program() calls it.
void validate(const SolverConfig& config);

}  // namespace ohmimo::rram
