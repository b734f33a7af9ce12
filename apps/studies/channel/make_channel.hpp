// Channels drawn into a record: matrices of a flat model, or the grid of a slot from the paths of others.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "channel/recorded.hpp"
#include "channel/registry.hpp"
#include "channel/scene.hpp"
#include "phy/grid/slot_grid.hpp"

namespace ohmimo::channel_study {

struct MakePlan {
  ChannelSpec channel;
  ChannelShape shape;
  Scene scene = {};
  SlotGrid grid = {};  // of models over frequency and time
  double user_spread_db = 0.0;
  std::uint64_t seed = 1;
  std::size_t n_slot = 1;
};

// The record without its numbers, for its size.
ChannelRecord empty_record(const MakePlan& plan);

struct MadeChannel {
  ChannelRecord record;      // shorter than planned after an interrupt
  std::string summary = {};  // of the model, "" if it has nothing to say
};

// go_on(slot) is asked before each slot or each piece of flat channels.
MadeChannel make_channel(const MakePlan& plan, const std::function<bool(std::size_t slot)>& go_on);

// The matrices of a record of paths over the subcarriers of the grid, one symbol a slot.
ChannelRecord over_grid(const ChannelRecord& paths, const SlotGrid& grid);

// The same at the carrier alone.
ChannelRecord at_carrier(const ChannelRecord& paths);

}  // namespace ohmimo::channel_study
