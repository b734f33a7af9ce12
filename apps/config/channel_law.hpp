// The law of the configured channel, of one in a file too.
#pragma once
#include "apps/config/config.hpp"
#include "channel/registry.hpp"

namespace ohmimo {

// Reads the file of file:PATH, which must have rx and users of the configuration, and the subcarriers of its slot where
// it has any; the same file is not read again. Throws std::invalid_argument naming field, rule and value.
ChannelSpec configured_channel(const Config& config);

// The same without reading the file of file:PATH, whose channels have no law in closed form.
ChannelSpec channel_without_file(const Config& config);

}  // namespace ohmimo
