#include "apps/config/channel_summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/config/pilot_spacing.hpp"
#include "apps/config/symbol_limits.hpp"
#include "channel/slot_uplink.hpp"

namespace ohmimo {
namespace {

std::string_view words_of(Granularity granularity) {
  switch (granularity) {
    case Granularity::resource_element:
      return "one channel per resource element";
    case Granularity::subcarrier:
      return "one channel per subcarrier (that of the middle symbol)";
    case Granularity::resource_block:
      return "one channel per resource block (that of its subcarrier 6, middle symbol)";
  }
  return "";
}

std::string grid_sentence(const SlotConfig& slot) {
  return fmt::format(
      "a frame is a slot of {} PRB ({} subcarriers of {} kHz) and {} symbols, {}; intervals count whole "
      "slots, whose channels depend on each other",
      slot.grid.n_prb, slot.grid.n_subcarrier(), slot.grid.scs_khz, slot.grid.n_symbol, words_of(slot.granularity));
}

std::string pilot_sentence(const UplinkConfig& uplink) {
  const SlotConfig& slot = *uplink.slot;
  const PilotGrid pilots(slot.grid, slot.pilots, uplink.n_user);
  const std::string kind = slot.pilots.kind == PilotKind::nr
                               ? fmt::format("PUSCH DM-RS of type {}", slot.pilots.dmrs_type)
                               : "orthogonal DFT pilots, which are not NR,";
  return fmt::format("csi {} from {} in symbol(s) {}: {:.1f} % of the slot carries no data; N0 {}", uplink.csi.text,
                     kind, fmt::join(pilots.symbols(), ", "), 100.0 * pilots.overhead(),
                     slot.pilots.estimate_noise ? "estimated from them" : "known");
}

// Sparse pilots leave an error floor that no SNR lowers.
std::string spacing_sentence(const UplinkConfig& uplink) {
  const SlotConfig& slot = *uplink.slot;
  const PilotSpacing spacing = pilot_spacing(uplink, PilotGrid(slot.grid, slot.pilots, uplink.n_user));
  std::string text = fmt::format(
      "estimates of a user lie {:g} kHz apart, over which its channel has correlation {:.3f}; the farthest symbol lies "
      "{:.3g} ms from pilots: {:.3f}",
      1e-3 * spacing.spacing_hz, spacing.frequency_correlation, 1e3 * spacing.farthest_s, spacing.time_correlation);
  if (spacing.too_sparse_over_frequency()) text += "; pilots are too sparse over frequency, expect an error floor";
  if (spacing.too_sparse_over_time())
    text += "; pilots are too sparse over time, expect an error floor (--dmrs-additional adds positions)";
  return text;
}

std::string limits_sentence(const SymbolLimits& limits) {
  return fmt::format(
      "warning: this channel outlasts the cyclic prefix or changes within a symbol, and the interference that makes is "
      "left out, so that errors are too few: {:.2g} % of the power arrives after the prefix (last path {:.3g} us, "
      "prefix "
      "{:.3g} us); between subcarriers {:.2g} % of the signal",
      100.0 * limits.beyond_prefix, 1e6 * limits.longest_s, 1e6 * limits.prefix_s, 100.0 * limits.between_carriers);
}

std::string words_sentence(const SlotSection& slot) {
  return fmt::format("samples come as {} words of a fronthaul, rms {:g} dB below full scale", slot.fronthaul,
                     slot.headroom_db);
}

}  // namespace

std::vector<std::string> channel_summary(const Run& run) {
  const UplinkConfig& uplink = run.link.uplink;
  if (!uplink.slot)
    return uplink.channel.law.summary.empty()
               ? std::vector<std::string>{}
               : std::vector{fmt::format("channel {}: {}", uplink.channel.text, uplink.channel.law.summary)};
  std::vector<std::string> lines = {fmt::format("channel {}: {}", uplink.channel.text, path_model(uplink)->summary()),
                                    grid_sentence(*uplink.slot)};
  if (uplink.csi.uses_pilots()) {
    lines.push_back(pilot_sentence(uplink));
    lines.push_back(spacing_sentence(uplink));
  }
  const SymbolLimits limits = symbol_limits(uplink);
  if (limits.matters()) lines.push_back(limits_sentence(limits));
  if (run.link.words) lines.push_back(words_sentence(run.config.slot));
  return lines;
}

}  // namespace ohmimo
