// Tapped delay lines: TDL-A to E (TR 38.901, 7.7.2), those of TS 38.104 annex G.2.1 and the profiles of LTE.
#pragma once
#include <memory>
#include <string_view>

#include "channel/channel_model.hpp"
#include "channel/scene.hpp"

namespace ohmimo {

// name: tdl-a to tdl-e, tdla30, tdlb100, tdlc300, tdlc60, tdld30, epa, eva or etu. Every row of the table is a path,
// powers scaled to sum 1. Delays of tdl-a to tdl-e are those printed times Scene::delay_spread_s (7.7.3), without
// normalising the table's own spread (0.994 for D, 1.0002 for E) first; Scene::k_factor_db scales K over the whole
// profile and normalises (7.7.6). The others have fixed delays, and a K asked for leaves them.
//
// Paths without line of sight are Rayleigh taps, independent of each other, with the antennas' correlation of the
// scene. A line of sight (tdl-d, tdl-e, tdld30) has a constant amplitude, one random phase per user and a Doppler shift
// of 0.7 of the largest. A TDL knows no angles: it arrives at all antennas in phase, so that the lines of sight of all
// users together are of rank one.
//
// The law depends on the scene: entries are i.i.d. without line of sight and correlation. Throws std::invalid_argument
// for wrong words of the scene.
FadingLaw tapped_delay_line(std::string_view name, const Scene& scene);

// The model alone.
std::unique_ptr<PathModel> make_tapped_delay_line(std::string_view name, const ChannelShape& shape, const Scene& scene);

}  // namespace ohmimo
