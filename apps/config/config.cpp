#include "apps/config/config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <stdexcept>

#include "apps/config/config_fields.hpp"
#include "apps/config/config_values.hpp"
#include "apps/text/text.hpp"
#include "channel/registry.hpp"

namespace ohmimo {

std::vector<double> SnrGrid::points() const {
  if (!list_db.empty()) return list_db;
  // Half a step past the end would be too generous, none too strict for steps such as 0.1; rounding to 1e-9 dB keeps
  // 0.3 from being printed as 0.30000000000000004.
  const int last = static_cast<int>(std::floor((stop_db - start_db) / step_db + 1e-6));
  std::vector<double> points;
  for (int i = 0; i <= last; ++i) points.push_back(std::round((start_db + i * step_db) * 1e9) / 1e9);
  return points;
}

SnrGrid snr_grid_from_text(const std::string& text) {
  const std::vector<std::string> range = split(text, ':');
  if (range.size() == 3)
    return {number_from_text("snr start", range[0]),
            number_from_text("snr step", range[1]),
            number_from_text("snr stop", range[2]),
            {}};
  if (range.size() != 1)
    throw std::invalid_argument("snr must be START:STEP:STOP, one value or a list A,B,C, got " + in_quotes(text));
  SnrGrid grid;
  for (const std::string& value : split(text, ',')) grid.list_db.push_back(number_from_text("snr", value));
  return grid;
}

std::string snr_grid_text(const SnrGrid& grid) {
  if (!grid.list_db.empty()) return fmt::format("{}", fmt::join(grid.list_db, ","));
  return fmt::format("{}:{}:{}", grid.start_db, grid.step_db, grid.stop_db);
}

BerConfig with_automatic_values(BerConfig config) {
  if (config.stages == -1) {
    config.stages = 0;  // a complex matrix of n users is a real one of 2 n rows; every stage halves the tiles
    for (int rows = 2 * config.users; rows > 4; rows = (rows + 1) / 2) ++config.stages;
  }
  if (config.schur == "auto") config.schur = config.fidelity == "exact" ? "exact" : "reuse";
  // Where the model has a Gram factor; a fixed channel stays one of real antennas.
  const bool applies =
      channel_spec(config.channel).law.make_gram_factor && config.users <= config.rx && !config.fixed_channel;
  if (config.exact_statistics == "auto") config.exact_statistics = applies ? "on" : "off";
  return config;
}

std::string to_toml(const BerConfig& config) {
  std::string text;
  for (const Field& field : ber_fields()) text += fmt::format("{} = {}\n", field.name, toml_value(config, field));
  return text;
}

std::uint64_t config_hash(const BerConfig& config) {
  const BerConfig resolved = with_automatic_values(config);
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const Field& field : ber_fields()) {
    if (!field.changes_results) continue;
    for (const char c : fmt::format("{} = {}\n", field.name, toml_value(resolved, field)))
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }
  return hash;
}

}  // namespace ohmimo
