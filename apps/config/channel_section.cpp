#include "apps/config/channel_section.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace channel(Config& config) {
  return &(config.channel.*member);
}

FieldPlace csi_model(Config& config) {
  return &config.csi.model;
}

void check_model(const std::string& model) {
  if (model == "rayleigh") return;
  if (!model.starts_with("exp:"))
    throw std::invalid_argument("channel must be rayleigh or exp:R with 0 <= R < 1, got " + in_quotes(model));
  const double r = number_from_text("channel correlation", model.substr(4));
  require(r >= 0.0 && r < 1.0, "channel correlation", "from 0 to below 1", r);
}

}  // namespace

std::vector<Field> channel_fields() {
  using C = ChannelSection;
  return {
      {.section = "channel",
       .name = "channel",
       .form = "rayleigh|exp:R",
       .help = "i.i.d., or correlation R between neighbouring antennas",
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
      {.section = "csi",
       .name = "csi",
       .form = "perfect",
       .help = "what the receiver knows of the channel",
       .place = csi_model,
       .listed = true},
  };
}

void check_channel(const Config& config) {
  const ChannelSection& channel = config.channel;
  const LinkSection& link = config.link;
  check_model(channel.model);
  require_range("user-spread-db", channel.user_spread_db, 0.0, 100.0);
  if (channel.exact_statistics != "on") return;
  require(channel.model == "rayleigh", "channel", "rayleigh for exact-statistics on", channel.model);
  require(link.n_user <= link.n_rx, "users", fmt::format("<= rx = {} for exact-statistics on", link.n_rx), link.n_user);
}

}  // namespace ohmimo
