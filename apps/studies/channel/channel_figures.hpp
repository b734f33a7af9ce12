// Pictures of a recorded channel.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "channel/recorded.hpp"

namespace ohmimo::channel_study {

struct ChannelFigure {
  std::string name;    // of the file: delay, correlation, angle, eigenvalues, condition, doppler
  std::string script;  // of gnuplot (apps/plot)
};

struct SkippedFigure {
  std::string name, reason;
};

struct ChannelFigures {
  std::vector<ChannelFigure> drawn;
  std::vector<SkippedFigure> skipped;  // what the file does not tell
};

// name: of the file, in titles.
ChannelFigures channel_figures(const ChannelRecord& record, const std::string& name);

}  // namespace ohmimo::channel_study
