// A recorded channel in a few lines of text.
#pragma once
#include <string>

#include "channel/recorded.hpp"

namespace ohmimo::channel_study {

// Shape, axes and units, power, delay spread, Doppler, conditioning; ends with a line break. Numbers that are not
// finite are taken for 0.
std::string channel_info(const ChannelRecord& record);

// "12 slots x 14 symbols x 612 subcarriers x 64 antennas x 8 users" or with paths.
std::string record_shape(const ChannelRecord& record);

// The record's matrices; of paths those at the carrier.
ChannelRecord matrices_of(const ChannelRecord& record);

}  // namespace ohmimo::channel_study
