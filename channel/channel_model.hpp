// What a fading model is: the law of the channel matrices between the users and the base station's antennas.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "channel/paths.hpp"
#include "phy/batch.hpp"
#include "phy/rng.hpp"

namespace ohmimo {

// Draws channels. A model owns its work space and is used by one thread at a time.
class FadingModel {
 public:
  virtual ~FadingModel() = default;

  // All channels of the frame named id, over whatever h [n_channel][n_rx][n_user] holds: h has its shape already.
  // E|h|^2 = 1, averaged over users. What is drawn depends on id and the model alone. n_channel channels of one frame
  // may depend on each other, as those of neighbouring subcarriers do. Nothing is allocated after the first frame.
  virtual void draw(const FrameId& id, MatrixBatch& h) = 0;
};

struct ChannelShape {
  int n_rx = 0, n_user = 0;
};
using FadingMaker = std::function<std::unique_ptr<FadingModel>(const ChannelShape&)>;
using PathMaker = std::function<std::unique_ptr<PathModel>(const ChannelShape&)>;

// A model with its parameters, and what is known of it.
struct FadingLaw {
  // One of the two is set. make: channels without frequency or time, of which every one stands for itself.
  // make_paths: the channel of a slot, over frequency and time.
  FadingMaker make = nullptr;
  PathMaker make_paths = nullptr;
  std::string_view edition = {};  // of the standard, where results depend on it
  std::uint64_t n_distinct = 0;   // channels, or slots, until they come again; 0 = never
  bool iid = false;               // entries of one channel are i.i.d. CN(0, 1): the closed forms of apps/theory hold

  // Where the law of the Gram matrix is known: draws a square factor R [n_channel][n_user][n_user] in place of H, for
  // n_user <= n_rx. R^H R has exactly the law of H^H H. Otherwise empty.
  FadingMaker make_gram_factor = nullptr;

  // Of channels that stand for themselves: one sentence without full stop of what a run must say; empty = nothing.
  std::string summary = {};
};

}  // namespace ohmimo
