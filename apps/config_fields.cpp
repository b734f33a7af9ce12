#include "apps/config_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/text.hpp"
#include "data/data.hpp"
#include "detector/detector.hpp"

namespace ohmimo {
namespace {

// Tables of data/devices by their bare names, separated by |.
std::string device_names() {
  constexpr std::string_view folder = "devices/", ending = ".toml";
  std::vector<std::string_view> names;
  for (const data::File& file : data::files())
    if (file.name.starts_with(folder) && file.name.ends_with(ending))
      names.push_back(file.name.substr(folder.size(), file.name.size() - folder.size() - ending.size()));
  return fmt::format("{}", fmt::join(names, "|"));
}

std::vector<Field> make_fields() {
  using C = BerConfig;
  const std::string detectors = fmt::format("{}", fmt::join(detector_names(), "|"));
  const std::string devices = device_names();
  return {
      {.name = "rx", .form = "N", .help = "receive antennas", .member = &C::rx},
      {.name = "users", .form = "N", .help = "users, one antenna each", .member = &C::users},
      {.name = "modulation",
       .form = "qpsk|16qam|64qam|256qam|1024qam",
       .help = "the same for every user",
       .member = &C::modulation,
       .listed = true},
      {.name = "channel",
       .form = "rayleigh|exp:R",
       .help = "i.i.d., or correlation R between neighbouring antennas",
       .member = &C::channel},
      {.name = "user-spread-db",
       .form = "DB",
       .help = "mean gain of the strongest over the weakest user",
       .member = &C::user_spread_db},
      {.name = "detector",
       .form = detectors,
       .help = "one or several, separated by commas",
       .member = &C::detectors,
       .listed = true},
      {.name = "snr",
       .form = "START:STEP:STOP",
       .help = "SNR points [dB]; also one value, or a list A,B,C",
       .member = &C::snr},
      {.name = "snr-def",
       .form = "user|rx|ebn0|array",
       .help = "SNR means: Es/N0 of one user, all users per antenna, Eb/N0, rx Es/N0",
       .member = &C::snr_def},
      {.name = "cycles", .form = "N,N,...", .help = "refinement cycles reported by rram-*", .member = &C::cycles},
      {.name = "stages",
       .form = "N|auto",
       .help = "BlockAMC stages of rram-*; auto: arrays of at most 4 rows",
       .member = &C::stages,
       .automatic = -1},
      {.name = "word-bits",
       .form = "N",
       .help = "high-precision word of rram-*: 6, 9, ..., 24 bits",
       .member = &C::word_bits},
      {.name = "fidelity",
       .form = "exact|quantised|device|converter|circuit|wires|transient",
       .help = "how much of the hardware is simulated",
       .member = &C::fidelity,
       .listed = true},
      {.name = "schur",
       .form = "auto|reuse|exact",
       .help = "Schur complement of BlockAMC; reuse as in the paper",
       .member = &C::schur,
       .listed = true},
      {.name = "mapping",
       .form = "fitted|fixed",
       .help = "matrix to conductances: per matrix, or fixed m and n",
       .member = &C::mapping,
       .listed = true},
      {.name = "block-product",
       .form = "high|low",
       .help = "precision of the products inside BlockAMC",
       .member = &C::block_product,
       .listed = true},
      {.name = "refinement",
       .form = "stationary|chebyshev|fcg|auto",
       .help = "cycles of rram-*: as in the paper, accelerated, or by prediction",
       .member = &C::refinement,
       .listed = true},
      {.name = "equilibrate",
       .form = "",
       .help = "scale users of unequal power to a unit diagonal, undone afterwards",
       .member = &C::equilibrate},
      {.name = "device",
       .form = devices,
       .help = "resistive memory: a table of data/devices",
       .member = &C::device,
       .listed = true},
      {.name = "age-s",
       .form = "S",
       .help = "time since programming [s]: 0, or relaxation and drift from 1 s on",
       .member = &C::age_s},
      {.name = "stuck-min",
       .form = "SHARE",
       .help = "share of cells stuck at the lowest conductance",
       .member = &C::stuck_min},
      {.name = "stuck-max",
       .form = "SHARE",
       .help = "share of cells stuck at the highest conductance",
       .member = &C::stuck_max},
      {.name = "zero-off",
       .form = "",
       .help = "level 0 is a cell switched off by its transistor: exactly 0 S",
       .member = &C::zero_off},
      {.name = "read-noise", .form = "", .help = "conductances move with every reading", .member = &C::read_noise},
      {.name = "hp-path",
       .form = "integer|analogue",
       .help = "high-precision products: exact, or cells read line by line",
       .member = &C::hp_path,
       .listed = true},
      {.name = "rows-per-read",
       .form = "N",
       .help = "of hp-path analogue: inputs driven at once; 0 = all, 2 never misread taox_zuo2025",
       .member = &C::rows_per_read},
      {.name = "hp-adc-bits",
       .form = "N",
       .help = "of hp-path analogue: converter of the lines",
       .member = &C::hp_adc_bits},
      {.name = "dac-bits", .form = "N", .help = "converters at the low-precision arrays", .member = &C::dac_bits},
      {.name = "adc-bits", .form = "N", .help = "converters at the low-precision arrays", .member = &C::adc_bits},
      {.name = "opamp-gain",
       .form = "V/V",
       .help = "open-loop gain at DC; 1e12 is as good as infinite",
       .member = &C::opamp_gain},
      {.name = "gbwp-hz", .form = "HZ", .help = "gain-bandwidth product of the op-amps [Hz]", .member = &C::gbwp_hz},
      {.name = "offset-v", .form = "V", .help = "standard deviation of the op-amp offsets [V]", .member = &C::offset_v},
      {.name = "clamp-v",
       .form = "V",
       .help = "op-amp outputs end at plus and minus this voltage [V]; 1000 is as good as none",
       .member = &C::clamp_v},
      {.name = "wire-ohm",
       .form = "OHM",
       .help = "wire from cell to cell, of rows and columns [ohm]",
       .member = &C::wire_ohm},
      {.name = "c-row-f", .form = "F", .help = "capacitance of a row [F]", .member = &C::c_row_f},
      {.name = "read-time-s",
       .form = "S",
       .help = "from input step to reading of an inversion [s]; half of it for a product",
       .member = &C::read_time_s},
      {.name = "vectors-per-channel",
       .form = "N",
       .help = "received vectors per channel; 1 = fresh channel for each",
       .member = &C::vectors_per_channel},
      {.name = "exact-statistics",
       .form = "auto|on|off",
       .help = "draw H^H H and H^H y by Bartlett's factor: same law, less work; auto: for rayleigh",
       .member = &C::exact_statistics,
       .listed = true},
      {.name = "fixed-channel",
       .form = "",
       .help = "one channel and one set of devices for the whole run",
       .member = &C::fixed_channel},
      {.name = "min-errors",
       .form = "N",
       .help = "an SNR point ends when every curve has so many bit errors ...",
       .member = &C::min_errors},
      {.name = "max-frames", .form = "N", .help = "... or after so many frames", .member = &C::max_frames},
      {.name = "max-seconds", .form = "S", .help = "wall time of the whole run [s]", .member = &C::max_seconds},
      {.name = "seed",
       .form = "N",
       .help = "same seed and configuration, same numbers",
       .member = &C::seed,
       .changes_results = false},
      {.name = "threads",
       .form = "N|auto",
       .help = "results do not depend on it; auto: all cores",
       .member = &C::threads,
       .changes_results = false,
       .automatic = 0},
      {.name = "out",
       .form = "DIR",
       .help = "folder for ber.csv, ber.png, ber.svg and config.toml",
       .member = &C::out,
       .changes_results = false},
      {.name = "golden",
       .form = "zuo2025:4d|zuo2025:4e",
       .help = "published figure to draw into the plot",
       .member = &C::golden,
       .changes_results = false,
       .listed = true},
      {.name = "title", .form = "TEXT", .help = "title of the plot", .member = &C::title, .changes_results = false},
  };
}

}  // namespace

std::span<const Field> ber_fields() {
  static const std::vector<Field> fields = make_fields();
  return fields;
}

std::vector<std::string> listed_words(const Field& field) {
  return split(field.form, '|');
}

}  // namespace ohmimo
