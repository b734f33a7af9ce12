// `ohmimo channel`: channels into files and out of them.
#pragma once
#include <string>
#include <vector>

#include "apps/commands/command.hpp"
#include "apps/commands/link_flags.hpp"

namespace ohmimo {

struct ChannelFlags {
  std::string action;
  std::vector<std::string> files;
  int n_slot = 100;
  std::string format = "h5", mat_version = "5", dims;
  std::string out = "results/channel";
  BerFlags link;
};

Command channel_command();

// make draws channels into a folder, info prints what a file holds, convert writes it in another format, plot draws
// pictures of it. Returns the exit code. Throws std::invalid_argument before anything is written.
int run_channel(const ChannelFlags& flags, const ConfigFile& file, std::span<const Option> options);

}  // namespace ohmimo
