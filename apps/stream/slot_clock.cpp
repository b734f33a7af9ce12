#include "apps/stream/slot_clock.hpp"

#include <algorithm>

namespace ohmimo::stream {

// Within half a wrap either way.
std::int64_t SlotClock::steps_from(std::uint64_t from, std::uint64_t slot_in_wrap) const {
  const auto forward = static_cast<std::int64_t>((slot_in_wrap + wrap_ - from % wrap_) % wrap_);
  return forward < static_cast<std::int64_t>(wrap_ / 2) ? forward : forward - static_cast<std::int64_t>(wrap_);
}

SlotClock::Reading SlotClock::read(std::uint64_t slot_in_wrap) {
  if (!newest_) {
    newest_ = slot_in_wrap;
    return {Verdict::moved, slot_in_wrap};
  }
  const std::int64_t steps = steps_from(*newest_, slot_in_wrap);
  if (steps > ahead_ || steps < -late_slots || static_cast<std::int64_t>(*newest_) + steps < 0)
    return elsewhere(slot_in_wrap, steps);
  const std::uint64_t slot = *newest_ + static_cast<std::uint64_t>(steps);
  if (steps < -ahead_ && ++n_late_ == late_in_a_row) return move(slot_in_wrap, steps);
  if (steps < -ahead_) return {Verdict::late, slot};
  n_agree_ = n_late_ = 0;
  newest_ = std::max(*newest_, slot);
  return {Verdict::here, slot};
}

SlotClock::Reading SlotClock::elsewhere(std::uint64_t slot_in_wrap, std::int64_t steps) {
  const std::int64_t from_candidate = n_agree_ > 0 ? steps_from(candidate_, slot_in_wrap) : 0;
  n_agree_ = std::abs(from_candidate) <= ahead_ ? n_agree_ + 1 : 1;
  candidate_ = slot_in_wrap;
  if (n_agree_ < agreeing) return {Verdict::elsewhere, slot_in_wrap};
  return move(slot_in_wrap, steps);
}

// A time that goes back is a sender that began anew: it counts from 0 again. So is a jump to its first 256 slots.
SlotClock::Reading SlotClock::move(std::uint64_t slot_in_wrap, std::int64_t steps) {
  n_agree_ = n_late_ = 0;
  const bool anew = steps < 0 || slot_in_wrap < 256;
  const std::uint64_t slot = anew ? slot_in_wrap : *newest_ + static_cast<std::uint64_t>(steps);
  const std::uint64_t missed = anew ? 0 : slot - *newest_ - 1;
  newest_ = slot;
  return {Verdict::moved, slot, missed};
}

}  // namespace ohmimo::stream
