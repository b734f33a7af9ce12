#include "apps/config_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/text.hpp"
#include "detector/detector.hpp"

namespace ohmimo {
namespace {

std::vector<Field> make_fields() {
  using C = BerConfig;
  const std::string detectors = fmt::format("{}", fmt::join(detector_names(), "|"));
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
