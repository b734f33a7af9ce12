// What became of every packet and every slot of a stream.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "apps/fronthaul/uplane.hpp"

namespace ohmimo::stream {

// Packets of one antenna: every one due is received or lost when its slot is closed. A late one is counted as lost
// before.
struct AntennaAccount {
  std::uint64_t received = 0;   // in time, for the first time
  std::uint64_t lost = 0;       // not there when their slot was closed
  std::uint64_t late = 0;       // came after that
  std::uint64_t duplicate = 0;  // brought nothing new
  std::uint64_t reordered = 0;  // of those received: behind one with a higher sequence number

  AntennaAccount& operator+=(const AntennaAccount& other);
  bool operator==(const AntennaAccount&) const = default;
};

struct Accounts {
  std::vector<AntennaAccount> antennas;  // [rx]

  std::uint64_t datagrams = 0, bytes = 0;                            // all that arrived
  std::array<std::uint64_t, fronthaul::n_decode_fault> malformed{};  // by what was wrong, see DecodeFault
  std::uint64_t foreign = 0;                                         // from another than the sender
  std::uint64_t unknown_antenna = 0;                                 // eAxC outside those agreed
  std::uint64_t out_of_time = 0;                                     // far from all others
  std::uint64_t kernel_drops = 0;                                    // the socket's queue had no place

  std::uint64_t complete = 0;    // slots with every packet
  std::uint64_t incomplete = 0;  // with some missing, which are erased
  std::uint64_t skipped = 0;     // not kept whole or in part, since detection had no time for them
  std::uint64_t missed = 0;      // without any packet
  std::uint64_t joined = 0;      // begun before we listened: not judged
  std::uint64_t restarts = 0;    // the sender began anew or time jumped
  std::uint64_t senders = 0;     // addresses that were the sender, one after the other

  std::uint64_t n_malformed() const;
  AntennaAccount all_antennas() const;
  bool operator==(const Accounts&) const = default;
};

}  // namespace ohmimo::stream
