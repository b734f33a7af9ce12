// Packets in, slots out: puts the samples of every packet in their place, says of each packet what became of it, and
// closes a slot when it is whole or when its time is over. What it does follows from the packets and their times alone,
// so that a recording gives the same again.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "apps/stream/accounts.hpp"
#include "apps/stream/packet_ring.hpp"
#include "apps/stream/slot_clock.hpp"
#include "apps/stream/slot_pool.hpp"
#include "apps/stream/stream_shape.hpp"

namespace ohmimo::stream {

struct AssemblyRules {
  int open_slots = 4;            // a slot is closed when so many later ones have begun,
  double deadline_s = 1.0;       // or so long after its last packet
  bool wait_for_places = false;  // a slot waits for detection; otherwise it is skipped whole where no place is free
  double silence_s = 0.2;        // of the sender, after which another address may become it
};

class Assembly {
 public:
  Assembly(const StreamShape& shape, const AssemblyRules& rules, SlotPool& pool);

  // One datagram. Allocates nothing.
  void take(std::span<const std::uint8_t> datagram, const Arrival& arrival);
  // Time without a datagram: closes what waited too long.
  void pass(std::int64_t now_ns);
  // Closes all. Slots that are not whole count as if their time were over.
  void finish();

  const Accounts& accounts() const { return accounts_; }

 private:
  struct Ledger {  // of a slot that is open
    std::uint64_t slot = 0;
    bool begun_before = false;       // the first slot that we heard, and not from its beginning on
    SlotSamples* samples = nullptr;  // from its first packet on, unless skipped
    bool skipped = false;
    std::uint64_t n_packet = 0;
    std::int64_t last_arrival_ns = 0;
    std::vector<PrbSet> arrived;  // [symbol][rx]
    std::size_t n_missing = 0;    // resource blocks

    void begin(std::uint64_t number, const StreamShape& shape, std::int64_t now_ns);
    // Marks what the packet brings; returns how many resource blocks of it are new.
    std::size_t mark(const fronthaul::UplanePacket& packet, const StreamShape& shape, int rx);
  };

  void count_datagram(std::size_t n_byte, const Arrival& arrival);
  bool is_foreign(const fronthaul::UdpAddress& source, std::int64_t now_ns) const;
  void adopt(const fronthaul::UdpAddress& source);
  Ledger* ledger_at(const fronthaul::UplanePacket& packet, int rx);
  void count_late(const fronthaul::UplanePacket& packet, std::uint64_t slot, int rx);
  void open_until(std::uint64_t slot);
  void close_first();
  void close_all();
  void count_lost(const Ledger& ledger);
  bool is_behind(int rx, std::uint8_t sequence);
  void keep(Ledger& ledger, const fronthaul::UplanePacket& packet, int rx);
  void decompress(const fronthaul::UplanePacket& packet, int rx, SlotSamples& samples);
  void hand_over(Ledger& ledger);

  StreamShape shape_;
  AssemblyRules rules_;
  SlotPool& pool_;
  SlotClock clock_;
  Accounts accounts_;
  std::vector<Ledger> open_;    // oldest first
  std::vector<Ledger> closed_;  // the last ones, oldest first: what comes again is known from what comes late
  std::optional<std::uint64_t> opened_until_;  // the newest slot that was ever open since the time moved
  std::optional<fronthaul::UdpAddress> sender_;
  std::int64_t sender_heard_ns_ = 0, now_ns_ = 0;
  std::uint32_t drops_before_ = 0;
  std::vector<std::optional<std::uint8_t>> sequence_;  // [rx] highest seen
  fronthaul::UplanePacket packet_;
};

}  // namespace ohmimo::stream
