// check(): every rule a configuration must keep, each with its sentence.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"
#include "apps/config/golden_figure.hpp"
#include "apps/text/text.hpp"
#include "channel/registry.hpp"
#include "detector/registry.hpp"
#include "rram/solver.hpp"

namespace ohmimo {
namespace {

template <class Value>
void require(bool ok, std::string_view field, std::string_view rule, const Value& value) {
  if (!ok) throw std::invalid_argument(fmt::format("{} must be {}, got {}", field, rule, value));
}

template <class Number>
void require_range(std::string_view field, Number value, Number low, Number high) {
  require(value >= low && value <= high, field, fmt::format("from {} to {}", low, high), value);
}

void require_listed(const Field& field, const std::string& value) {
  const std::vector<std::string> words = listed_words(field);
  if (std::find(words.begin(), words.end(), value) == words.end())
    throw std::invalid_argument(fmt::format("{} must be {}{}, got {}{}", field.name, words.size() > 2 ? "one of " : "",
                                            fmt::join(words, words.size() > 2 ? ", " : " or "), in_quotes(value),
                                            suggestion(value, words)));
}

void check_listed_words(const BerConfig& config) {
  const BerConfig defaults;
  for (const Field& field : ber_fields()) {
    if (!field.listed) continue;
    if (const auto* member = std::get_if<std::string BerConfig::*>(&field.member))
      if (config.**member != defaults.**member) require_listed(field, config.**member);
    if (const auto* member = std::get_if<std::vector<std::string> BerConfig::*>(&field.member))
      for (const std::string& word : config.**member) require_listed(field, word);
  }
}

void check_link(const BerConfig& config) {
  require_range("rx", config.rx, 1, 4096);
  require_range("users", config.users, 1, 256);
  require_range("user-spread-db", config.user_spread_db, 0.0, 100.0);
  require_range("vectors-per-channel", config.vectors_per_channel, 1, 16384);
  const FadingLaw law = channel_spec(config.channel).law;
  if (config.exact_statistics == "on") {
    require(bool(law.make_gram_factor), "channel", "rayleigh for exact-statistics on", config.channel);
    require(config.users <= config.rx, "users", fmt::format("<= rx = {} for exact-statistics on", config.rx),
            config.users);
  }
}

void check_snr(const SnrGrid& grid) {
  if (grid.list_db.empty()) {
    require_range("snr start", grid.start_db, -200.0, 200.0);
    require_range("snr stop", grid.stop_db, -200.0, 200.0);
    require(grid.step_db > 0.0, "snr step", "> 0 dB", grid.step_db);
    require(grid.stop_db >= grid.start_db, "snr stop", fmt::format(">= start {} dB", grid.start_db), grid.stop_db);
    const double n_point = std::floor((grid.stop_db - grid.start_db) / grid.step_db) + 1.0;
    require(n_point <= 1000.0, "snr", "at most 1000 points", n_point);
  }
  for (const double value : grid.list_db) require_range("snr", value, -200.0, 200.0);
  require(grid.list_db.size() <= 1000, "snr", "at most 1000 points", grid.list_db.size());
  const auto fall = std::adjacent_find(grid.list_db.begin(), grid.list_db.end(), std::greater_equal<>());
  require(fall == grid.list_db.end(), "snr", "an ascending list", snr_grid_text(grid));
}

void check_detectors(const BerConfig& config) {
  require(!config.detectors.empty(), "detector", "at least one name", "none");
  for (auto name = config.detectors.begin(); name != config.detectors.end(); ++name) {
    require(std::find(config.detectors.begin(), name, *name) == name, "detector", "named once each", *name);
    // Zero forcing inverts H^H H, which has rank min(rx, users).
    if (detector_row(*name).needs_users_le_rx)
      require(config.users <= config.rx, "users", fmt::format("<= rx = {} for detector {}", config.rx, *name),
              config.users);
  }
}

void check_solver(const BerConfig& config) {
  require(!config.cycles.empty(), "cycles", "at least one number", "none");
  for (const int cycle : config.cycles) require_range("cycles", cycle, 1, 100);
  const auto fall = std::adjacent_find(config.cycles.begin(), config.cycles.end(), std::greater_equal<>());
  require(fall == config.cycles.end(), "cycles", "ascending", fmt::format("{}", fmt::join(config.cycles, ",")));
  if (config.stages != -1) {
    int most = 0;  // stages that leave at least one row to each of the 2^stages tiles of the real matrix
    while ((2 << most) <= 2 * config.users) ++most;
    require(config.stages >= 0 && config.stages <= most, "stages",
            fmt::format("auto or from 0 to {} for {} users", most, config.users), config.stages);
  }
  require(config.word_bits >= 6 && config.word_bits <= 24 && config.word_bits % 3 == 0, "word-bits",
          "a multiple of 3 from 6 to 24", config.word_bits);
}

void check_cells(const BerConfig& config) {
  require(config.age_s == 0.0 || (config.age_s >= 1.0 && config.age_s <= 1e12), "age-s", "0 or from 1 to 1e12 s",
          config.age_s);
  require_range("stuck-min", config.stuck_min, 0.0, 1.0);
  require_range("stuck-max", config.stuck_max, 0.0, 1.0);
  require(config.stuck_min + config.stuck_max <= 1.0, "stuck-min + stuck-max", "at most 1",
          config.stuck_min + config.stuck_max);
  require(config.levels == 0 || (config.levels >= 2 && config.levels <= 256), "levels", "auto or from 2 to 256",
          config.levels);
  require_range("program-sigma-s", config.program_sigma_s, 0.0, 1.0);
  if (!rram::fidelity_from_name(config.fidelity).device) return;
  const rram::DeviceModel device = rram::load_device("devices/" + config.device + ".toml");
  require(config.levels == 0 || config.program_sigma_s > 0.0 || device.law == rram::LawKind::gaussian, "device",
          "one without measured levels for other levels, unless program-sigma-s > 0 takes the place of its law",
          config.device);
  require(config.hp_path != "analogue" || config.levels == 0 || config.levels >= rram::n_level, "levels",
          fmt::format("at least {} for hp-path analogue, whose cells hold 3 bits", rram::n_level), config.levels);
  require(config.age_s == 0.0 || !device.relaxation.point.empty(), "device", "one with a relaxation law for age-s > 0",
          config.device);
  require(!config.zero_off || device.zero_S == 0.0, "device", "one whose level 0 aims at 0 S for zero-off",
          config.device);
}

void check_circuits(const BerConfig& config) {
  require_range("rows-per-read", config.rows_per_read, 0, 4096);
  require_range("hp-adc-bits", config.hp_adc_bits, 1, 16);
  require_range("dac-bits", config.dac_bits, 2, 16);
  require_range("adc-bits", config.adc_bits, 2, 16);
  require_range("opamp-gain", config.opamp_gain, 1.0, 1e12);
  require_range("gbwp-hz", config.gbwp_hz, 1.0, 1e15);
  require_range("offset-v", config.offset_v, 0.0, 1.0);
  require(config.clamp_v > 0.0 && config.clamp_v <= 1000.0, "clamp-v", "> 0 V and at most 1000 V", config.clamp_v);
  require_range("wire-ohm", config.wire_ohm, 0.0, 1e6);
  require_range("c-row-f", config.c_row_f, 0.0, 1e-6);
  require(config.read_time_s > 0.0 && config.read_time_s <= 1.0, "read-time-s", "> 0 s and at most 1 s",
          config.read_time_s);
}

void check_run(const BerConfig& config) {
  constexpr std::uint64_t toml_max = std::numeric_limits<std::int64_t>::max();
  constexpr std::uint64_t frame_max = std::numeric_limits<std::uint32_t>::max();  // FrameId::frame
  require_range<std::uint64_t>("min-errors", config.min_errors, 1, toml_max);
  require_range<std::uint64_t>("min-error-channels", config.min_error_channels, 0, toml_max);
  require_range<std::uint64_t>("max-frames", config.max_frames, 1, frame_max);
  require_range<std::uint64_t>("max-bits", config.max_bits, 1, toml_max);
  require(config.max_seconds > 0.0 && config.max_seconds <= 1e7, "max-seconds", "> 0 s and at most 1e7 s",
          config.max_seconds);
  require_range<std::uint64_t>("seed", config.seed, 0, toml_max);
  require_range("threads", config.threads, 0, 1024);
  require(!config.out.empty(), "out", "the name of a folder", in_quotes(config.out));
}

// One block of 16 channels in complex single precision: H, y, and per user x and one estimate with its variance per
// curve.
void check_memory(const BerConfig& config) {
  const double curves = static_cast<double>(config.detectors.size() * config.cycles.size());
  const double per_vector = config.rx + config.users * (1.0 + 1.5 * curves);
  const double megabytes = 16 * 8e-6 * (1.0 * config.rx * config.users + config.vectors_per_channel * per_vector);
  require(megabytes <= 1000.0, "memory of 16 channels of rx, users and vectors-per-channel",
          "at most 1000 MB per thread", fmt::format("{:.0f} MB", megabytes));
}

}  // namespace

void check(const BerConfig& config) {
  check_listed_words(config);
  check_link(config);
  check_snr(config.snr);
  check_detectors(config);
  check_solver(config);
  check_cells(config);
  check_circuits(config);
  check_run(config);
  check_memory(config);
  golden_figure(config);
}

}  // namespace ohmimo
