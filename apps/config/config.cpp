#include "apps/config/config.hpp"

#include <fmt/format.h>

#include "apps/config/channel_law.hpp"
#include "apps/config/config_fields.hpp"
#include "apps/config/config_values.hpp"

namespace ohmimo {

Config with_automatic_values(Config config) {
  SolverSection& solver = config.solver;
  ChannelSection& channel = config.channel;
  // A complex matrix of n users is a real one of 2 n rows.
  if (solver.stages == -1) solver.stages = rram::automatic_stages(2 * config.link.n_user);
  if (solver.schur == "auto") solver.schur = solver.fidelity == "exact" ? "exact" : "reuse";
  // Where the law of the Gram matrix is known; a fixed channel and an estimated one stay those of real antennas.
  if (channel.exact_statistics == "auto") {
    const bool applies = channel_without_file(config).law.make_gram_factor && csi_spec(config.csi.model).is_perfect() &&
                         config.link.n_user <= config.link.n_rx && !channel.fixed && config.slot.fronthaul == "none";
    channel.exact_statistics = applies ? "on" : "off";
  }
  if (is_coded(config) && config.code.channels == 0) {
    const bool fresh = config.link.vectors_per_channel == 1 && !needs_slot(config) && !config.channel.fixed;
    config.code.channels = fresh ? 168 : 1;  // 168: one resource block of a slot
  }
  return config;
}

std::string to_toml(const Config& config, bool (*keep)(const Field&)) {
  const Config resolved = with_automatic_values(config);
  std::string text;
  std::string_view section;
  for (const Field& field : config_fields()) {
    if (keep != nullptr && !keep(field)) continue;
    if (field.section != section) text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", field.section);
    section = field.section;
    const std::string value = toml_value(config, field), meaning = toml_value(resolved, field);
    text += fmt::format("{} = {}{}\n", field.name, value, meaning == value ? "" : fmt::format("  # here {}", meaning));
  }
  return text;
}

std::uint64_t config_hash(const Config& config) {
  const Config resolved = with_automatic_values(config);
  std::uint64_t hash = fnv_hash("");
  for (const Field& field : config_fields()) {
    if (!field.changes_results) continue;
    if (field.newer && toml_value(resolved, field) == toml_value(Config{}, field)) continue;
    hash = fnv_hash(fmt::format("{}.{} = {}\n", field.section, field.name, toml_value(resolved, field)), hash);
  }
  return hash;
}

std::uint64_t fnv_hash(std::string_view text, std::uint64_t begun) {
  for (const char c : text) begun = (begun ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return begun;
}

}  // namespace ohmimo
