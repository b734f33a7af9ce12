// The number of a slot since the sender's start, from packets that carry it modulo 2.56 s.
#pragma once
#include <cstdint>
#include <optional>

namespace ohmimo::stream {

// Follows the time of a stream. What lies near the newest slot is placed at once; what lies far away, as after a
// restart of the sender or a pause of the network, only when `agreeing` packets in a row say the same: a damaged one
// must not move the time.
class SlotClock {
 public:
  enum class Verdict { here, late, elsewhere, moved };
  struct Reading {
    Verdict verdict;
    std::uint64_t slot;      // of here and moved
    std::uint64_t missed{};  // of moved: slots passed over
  };

  static constexpr int agreeing = 16;
  static constexpr std::int64_t late_slots = 64;  // that far behind a packet is late, farther it is elsewhere
  static constexpr int late_in_a_row = 64;        // so many without one in time: the sender began anew

  // wrap: slots of 2.56 s. ahead: slots that the newest one may be passed by at once.
  SlotClock(std::uint64_t wrap, int ahead) : wrap_(wrap), ahead_(ahead) {}

  // slot_in_wrap < wrap. here: newest() has become at least the slot. moved: all slots open belong to the past.
  Reading read(std::uint64_t slot_in_wrap);
  void forget() { *this = SlotClock(wrap_, static_cast<int>(ahead_)); }  // the next packet begins the time
  bool has_begun() const { return newest_.has_value(); }
  std::uint64_t newest() const { return *newest_; }

 private:
  std::int64_t steps_from(std::uint64_t from, std::uint64_t slot_in_wrap) const;
  Reading elsewhere(std::uint64_t slot_in_wrap, std::int64_t steps);
  Reading move(std::uint64_t slot_in_wrap, std::int64_t steps);

  std::uint64_t wrap_;
  std::int64_t ahead_;
  std::optional<std::uint64_t> newest_;
  std::uint64_t candidate_ = 0;
  int n_agree_ = 0, n_late_ = 0;
};

}  // namespace ohmimo::stream
