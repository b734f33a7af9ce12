#include "apps/config/channel_section.hpp"

#include <fmt/format.h>

#include "apps/config/channel_law.hpp"
#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "channel/csi.hpp"
#include "channel/registry.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace channel(Config& config) {
  return &(config.channel.*member);
}

FieldPlace csi_model(Config& config) {
  return &config.csi.model;
}

}  // namespace

std::vector<Field> channel_fields() {
  using C = ChannelSection;
  return {
      {.section = "channel",
       .name = "channel",
       .form = channel_forms(),
       .help = channel_help(),
       .place = channel<&C::model>},
      {.section = "channel",
       .name = "user-spread-db",
       .form = "DB",
       .help = "mean gain of the strongest over the weakest user",
       .place = channel<&C::user_spread_db>},
      {.section = "channel",
       .name = "exact-statistics",
       .form = "auto|on|off",
       .help = "draw H^H H and H^H y by Bartlett's factor: same law, less work; auto: for rayleigh",
       .place = channel<&C::exact_statistics>,
       .listed = true},
      {.section = "channel",
       .name = "fixed-channel",
       .form = "",
       .help = "one channel and one set of devices for the whole run",
       .place = channel<&C::fixed>},
  };
}

std::vector<Field> csi_fields() {
  return {
      {.section = "csi",
       .name = "csi",
       .form = std::string(csi_forms),
       .help = std::string(csi_help),
       .place = csi_model},
  };
}

void check_channel(const Config& config) {
  const ChannelSection& channel = config.channel;
  const LinkSection& link = config.link;
  const FadingLaw law = configured_channel(config).law;
  const CsiSpec csi = csi_spec(config.csi.model);
  require_range("user-spread-db", channel.user_spread_db, 0.0, 100.0);
  if (channel.exact_statistics != "on") return;
  require(bool(law.make_gram_factor), "channel", "rayleigh for exact-statistics on", channel.model);
  require(config.slot.fronthaul == "none", "fronthaul", "none for exact-statistics on", config.slot.fronthaul);
  require(csi.is_perfect(), "csi", "perfect for exact-statistics on", config.csi.model);
  require(link.n_user <= link.n_rx, "users", fmt::format("<= rx = {} for exact-statistics on", link.n_rx), link.n_user);
}

}  // namespace ohmimo
