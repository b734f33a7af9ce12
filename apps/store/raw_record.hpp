// From the arrays of a file to a channel: which axis counts what, and whether the numbers can be a channel.
#pragma once
#include <string>
#include <vector>

#include "apps/store/raw_file.hpp"
#include "channel/recorded.hpp"

namespace ohmimo::store {

struct ReadOptions {
  std::string dims = {};     // axes in the order of the file; empty = as it says, or as its program usually has them
  int n_rx = 0, n_user = 0;  // that it must have; 0 = any
  double scs_hz = 0.0;       // where the file does not say it; 0 = not known
  bool allow_not_finite = false;
};

struct StoredChannel {
  ChannelRecord record;
  std::vector<std::string> notes;  // what was assumed, a sentence each
  std::uint64_t n_not_finite = 0;
};

// place: of the file, for messages. Throws std::invalid_argument.
StoredChannel record_from_raw(RawFile raw, const std::string& place, const ReadOptions& options);

}  // namespace ohmimo::store
