#include "apps/config/channel_summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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
  if (uplink.csi.uses_pilots()) lines.push_back(pilot_sentence(uplink));
  if (run.link.words) lines.push_back(words_sentence(run.config.slot));
  return lines;
}

}  // namespace ohmimo
