#include "apps/config/channel_summary.hpp"

#include <fmt/format.h>

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

}  // namespace

std::vector<std::string> channel_summary(const Run& run) {
  const UplinkConfig& uplink = run.link.uplink;
  if (!uplink.slot)
    return uplink.channel.law.summary.empty()
               ? std::vector<std::string>{}
               : std::vector{fmt::format("channel {}: {}", uplink.channel.text, uplink.channel.law.summary)};
  const SlotGrid& grid = uplink.slot->grid;
  return {
      fmt::format("channel {}: {}", uplink.channel.text, path_model(uplink)->summary()),
      fmt::format("a frame is a slot of {} PRB ({} subcarriers of {} kHz) and {} symbols, {}; its channels depend on "
                  "each other, so intervals count whole slots",
                  grid.n_prb, grid.n_subcarrier(), grid.scs_khz, grid.n_symbol, words_of(uplink.slot->granularity))};
}

}  // namespace ohmimo
