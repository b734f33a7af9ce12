// What one run of `ohmimo ber` depends on. The same names serve as flags, TOML keys and --show-config output; the one
// table of fields is in config_fields.cpp.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "phy/units.hpp"

namespace ohmimo {

// SNR points in dB: START:STEP:STOP (both ends included), one value, or an ascending list separated by commas.
struct SnrGrid {
  double start_db = 0.0, step_db = 0.0, stop_db = 0.0;
  std::vector<double> list_db;  // if not empty, these are the points and the range is unused

  std::vector<double> points() const;  // for a grid that passed check()
  bool operator==(const SnrGrid&) const = default;
};
SnrGrid snr_grid_from_text(const std::string& text);
std::string snr_grid_text(const SnrGrid& grid);

struct BerConfig {
  int rx = 128;
  int users = 8;
  std::string modulation = "64qam";
  std::string channel = "rayleigh";  // channel/registry.hpp
  double user_spread_db = 0.0;       // strongest over weakest user's mean gain
  std::vector<std::string> detectors = {"zf", "rram-zf"};
  SnrGrid snr{0.0, 2.0, 14.0, {}};
  SnrKind snr_def = SnrKind::rx_antenna;

  std::vector<int> cycles = {1, 2, 3};
  int stages = -1;  // BlockAMC stages; -1 = automatic: tiles of at most 4 rows, as in the paper's demonstrations
  int word_bits = 24;
  std::string fidelity = "converter";
  std::string schur = "auto";  // automatic: exact for fidelity exact, else reuse
  std::string mapping = "fitted";
  std::string block_product = "high";
  std::string refinement = "stationary";
  bool equilibrate = false;  // users of unequal power: solve with a unit diagonal, undone afterwards

  // The simulated hardware. What a rung of the fidelity ladder does not simulate is not heeded there; check() lets it
  // pass, the command line refuses it (option_use.hpp).
  std::string device = "taox_zuo2025";  // a table of data/devices
  int levels = 0;                       // of a cell; 0 = those of the device table
  double program_sigma_s = 0.0;         // programming error in S, the same at every level; 0 = the device's own law
  double age_s = 0.0;                   // since programming; 0 = as programmed
  double stuck_min = 0.0;               // share of cells stuck at the low end of the range
  double stuck_max = 0.0;               // and at the high end
  bool zero_off = false;                // level 0 is a cell switched off, exactly 0 S
  bool read_noise = false;
  std::string hp_path = "integer";  // products of the high-precision arrays, or analogue: cells read line by line
  int rows_per_read = 0;            // of hp_path analogue: inputs driven at once; 0 = all
  int hp_adc_bits = 8;              // of hp_path analogue
  int dac_bits = 4;
  int adc_bits = 4;
  double opamp_gain = 1e4;      // at DC
  double gbwp_hz = 500e6;       // gain-bandwidth product
  double offset_v = 0.0;        // standard deviation over the op-amps
  double clamp_v = 0.4;         // op-amp outputs end at +-clamp_v
  double wire_ohm = 1.73;       // from cell to cell, rows and columns alike
  double c_row_f = 0.0;         // capacitance of a row
  double read_time_s = 120e-9;  // of INV, from the step of the inputs to the reading; MVM is read at half of it

  int vectors_per_channel = 1;
  std::string exact_statistics = "auto";  // draw the Gram matrix by its Bartlett factor; automatic: where it applies
  bool fixed_channel = false;             // one channel and one set of programmed devices for the whole run
  std::uint64_t min_errors = 200;
  std::uint64_t min_error_channels = 100;  // with at least one error; vectors on a fixed channel; 0 = off
  std::uint64_t max_frames = 1'000'000;
  std::uint64_t max_bits = 100'000'000;  // of each curve at a point
  double max_seconds = 600.0;
  std::uint64_t seed = 1;
  int threads = 0;  // 0 = automatic: all cores

  std::string out = "results/ber";
  std::string golden;  // published figure drawn into the plot, for example zuo2025:4d
  std::string title;   // of the plot; empty = made from the configuration

  bool operator==(const BerConfig&) const = default;
};

// Replaces the automatic values that follow from others (stages, schur) by what they mean here.
BerConfig with_automatic_values(BerConfig config);

// Throws std::invalid_argument with one sentence naming field, rule and value for every configuration that cannot be
// run. Takes automatic values as well as resolved ones.
void check(const BerConfig& config);

// The configuration as TOML, one line per field; reading it back gives the same configuration.
std::string to_toml(const BerConfig& config);

// FNV-1a, 64 bit, over the TOML text without what cannot change a result row (threads, out, golden, title) and without
// the seed: a run is named by (hash, seed). Automatic values are resolved first. FNV: draft-eastlake-fnv, section 2.
std::uint64_t config_hash(const BerConfig& config);

}  // namespace ohmimo
