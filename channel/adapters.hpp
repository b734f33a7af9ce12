// Models without frequency and time used for slots, and models of slots used where every channel stands for itself.
#pragma once
#include <memory>

#include "channel/channel_model.hpp"

namespace ohmimo {

// One channel for a whole slot: no delay, no motion. Draws 16 channels and uses the first.
std::unique_ptr<PathModel> flat_over_slot(std::unique_ptr<FadingModel> model, const ChannelShape& shape);

// Every channel is the resource element at the carrier and the start of a slot of its own: the law of one element,
// independent from channel to channel, for one drawing of a slot each.
std::unique_ptr<FadingModel> one_element_per_slot(std::unique_ptr<PathModel> model);

}  // namespace ohmimo
