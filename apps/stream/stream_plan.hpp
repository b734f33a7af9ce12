// Everything that both ends of a stream must have alike.
#pragma once
#include <cstdint>

#include "apps/link/link_run.hpp"
#include "apps/stream/stream_shape.hpp"

namespace ohmimo::stream {

struct StreamPlan {
  LinkConfig link;  // link.words is set
  StreamShape shape;
  std::uint64_t seed = 0;
  double noise_var = 0.0;
  std::uint32_t repeat = 0;  // so many slots are made beforehand and sent again and again; 0 = each is new
};

}  // namespace ohmimo::stream
