#include "apps/stream/assembly.hpp"

#include <algorithm>

#include "apps/fronthaul/compression.hpp"

namespace ohmimo::stream {

using fronthaul::DecodeFault;
using fronthaul::PrbRange;
using fronthaul::UplanePacket;

namespace {

constexpr std::uint64_t never = ~std::uint64_t{0};

bool has_all(const PrbSet& arrived, const PrbRange& range) {
  for (int prb = range.first; prb < range.first + range.count; ++prb)
    if (!arrived[static_cast<std::size_t>(prb)]) return false;
  return true;
}

constexpr std::int64_t to_ns(double seconds) {
  return static_cast<std::int64_t>(seconds * 1e9);
}

}  // namespace

void Assembly::Ledger::begin(std::uint64_t number, const StreamShape& shape, std::int64_t now_ns) {
  slot = number;
  begun_before = skipped = false;
  samples = nullptr;
  n_packet = 0;
  last_arrival_ns = now_ns;
  arrived.assign(static_cast<std::size_t>(shape.n_rx) * shape.n_symbol, PrbSet{});
  n_missing = arrived.size() * static_cast<std::size_t>(shape.format.n_prb);
}

std::size_t Assembly::Ledger::mark(const UplanePacket& packet, const StreamShape& shape, int rx) {
  PrbSet& prbs = arrived[static_cast<std::size_t>(packet.header.time.symbol) * shape.n_rx + rx];
  const std::size_t before = prbs.count();
  for (const fronthaul::UplaneSection& section : packet.sections())
    for (int prb = section.prb.first; prb < section.prb.first + section.prb.count; ++prb)
      prbs.set(static_cast<std::size_t>(prb));
  const std::size_t n_new = prbs.count() - before;
  n_missing -= n_new;
  return n_new;
}

Assembly::Assembly(const StreamShape& shape, const AssemblyRules& rules, SlotPool& pool)
    : shape_(shape),
      rules_(rules),
      pool_(pool),
      clock_(static_cast<std::uint64_t>(fronthaul::slots_per_wrap(shape.format.scs_khz)), rules.open_slots - 1),
      sequence_(static_cast<std::size_t>(shape.n_rx)) {
  accounts_.antennas.resize(static_cast<std::size_t>(shape.n_rx));
  open_.reserve(static_cast<std::size_t>(rules.open_slots));
  closed_.resize(2 * static_cast<std::size_t>(rules.open_slots));
  for (Ledger& ledger : closed_) ledger.begin(never, shape_, 0);
}

void Assembly::take(std::span<const std::uint8_t> datagram, const Arrival& arrival) {
  count_datagram(datagram.size(), arrival);
  pass(arrival.time_ns);
  if (is_foreign(arrival.source, arrival.time_ns)) {
    accounts_.foreign += 1;
    return;
  }
  const DecodeFault fault =
      arrival.cut ? DecodeFault::too_long : fronthaul::decode_packet(shape_.format, datagram, packet_);
  if (fault != DecodeFault::none) {
    accounts_.malformed[static_cast<std::size_t>(fault)] += 1;
    return;
  }
  const int rx = packet_.header.eaxc - shape_.first_eaxc;
  if (rx < 0 || rx >= shape_.n_rx) {
    accounts_.unknown_antenna += 1;
    return;
  }
  adopt(arrival.source);
  if (Ledger* ledger = ledger_at(packet_, rx)) keep(*ledger, packet_, rx);
}

// The kernel's counter may wrap.
void Assembly::count_datagram(std::size_t n_byte, const Arrival& arrival) {
  accounts_.datagrams += 1;
  accounts_.bytes += n_byte;
  accounts_.kernel_drops += static_cast<std::uint32_t>(arrival.kernel_drops - drops_before_);
  drops_before_ = arrival.kernel_drops;
}

bool Assembly::is_foreign(const fronthaul::UdpAddress& source, std::int64_t now_ns) const {
  return sender_ && *sender_ != source && now_ns - sender_heard_ns_ < to_ns(rules_.silence_s);
}

// Another sender begins another stream.
void Assembly::adopt(const fronthaul::UdpAddress& source) {
  sender_heard_ns_ = now_ns_;
  if (sender_ && *sender_ == source) return;
  if (sender_) {
    close_all();
    clock_.forget();
  }
  sender_ = source;
  accounts_.senders += 1;
}

void Assembly::pass(std::int64_t now_ns) {
  now_ns_ = now_ns;
  while (!open_.empty() && now_ns - open_.front().last_arrival_ns > to_ns(rules_.deadline_s)) close_first();
}

void Assembly::finish() {
  close_all();
}

// Behind: its number is lower than one seen before. Numbers have 8 bits and count per antenna (eCPRI, 3.2.4.1).
bool Assembly::is_behind(int rx, std::uint8_t sequence) {
  std::optional<std::uint8_t>& highest = sequence_[static_cast<std::size_t>(rx)];
  const auto step = highest ? static_cast<std::int8_t>(sequence - *highest) : std::int8_t{1};
  if (step > 0) highest = sequence;
  return step <= 0;
}

// The slot that a packet belongs to, nullptr if it is not open; says why.
Assembly::Ledger* Assembly::ledger_at(const UplanePacket& packet, int rx) {
  if (packet.header.time.symbol >= shape_.n_symbol) {
    accounts_.out_of_time += 1;
    return nullptr;
  }
  const bool first = !clock_.has_begun();
  const SlotClock::Reading reading =
      clock_.read(static_cast<std::uint64_t>(fronthaul::slot_in_wrap(packet.header.time, shape_.format.scs_khz)));
  switch (reading.verdict) {
    case SlotClock::Verdict::elsewhere:
      accounts_.out_of_time += 1;
      return nullptr;
    case SlotClock::Verdict::late:
      count_late(packet, reading.slot, rx);
      return nullptr;
    case SlotClock::Verdict::moved:
      close_all();
      std::ranges::fill(sequence_, std::nullopt);
      accounts_.restarts += first ? 0 : 1;
      accounts_.missed += reading.missed;
      open_until(reading.slot);
      open_.back().begun_before = packet.header.time.symbol != 0;
      break;
    case SlotClock::Verdict::here:
      open_until(reading.slot);
      break;
  }
  const auto found = std::ranges::find(open_, reading.slot, &Ledger::slot);
  if (found != open_.end()) return &*found;
  count_late(packet, reading.slot, rx);
  return nullptr;
}

void Assembly::count_late(const UplanePacket& packet, std::uint64_t slot, int rx) {
  const auto found = std::ranges::find(closed_, slot, &Ledger::slot);
  const bool again = found != closed_.end() && found->mark(packet, shape_, rx) == 0;
  (again ? accounts_.antennas[rx].duplicate : accounts_.antennas[rx].late) += 1;
}

// Opens all slots after the newest that was open, this one included.
void Assembly::open_until(std::uint64_t slot) {
  for (std::uint64_t next = opened_until_ ? *opened_until_ + 1 : slot; next <= slot; ++next) {
    if (open_.size() == static_cast<std::size_t>(rules_.open_slots)) close_first();
    open_.push_back(std::move(closed_.front()));
    closed_.erase(closed_.begin());
    open_.back().begin(next, shape_, now_ns_);
    opened_until_ = next;
  }
}

void Assembly::keep(Ledger& ledger, const UplanePacket& packet, int rx) {
  if (ledger.n_packet == 0) {
    ledger.samples = rules_.wait_for_places ? pool_.wait_for_free() : pool_.take_free();
    ledger.skipped = ledger.samples == nullptr;
  }
  ledger.n_packet += 1;
  ledger.last_arrival_ns = now_ns_;
  const bool behind = is_behind(rx, packet.header.sequence);
  AntennaAccount& account = accounts_.antennas[rx];
  if (ledger.mark(packet, shape_, rx) == 0) {
    account.duplicate += 1;
    return;
  }
  account.received += 1;
  account.reordered += behind ? 1 : 0;
  if (ledger.samples != nullptr) decompress(packet, rx, *ledger.samples);
  if (ledger.n_missing == 0 && &ledger == &open_.front()) close_first();
}

void Assembly::decompress(const UplanePacket& packet, int rx, SlotSamples& samples) {
  const std::span<std::int16_t> words = words_of(samples, shape_, packet.header.time.symbol, rx);
  for (const fronthaul::UplaneSection& section : packet.sections())
    fronthaul::decompress(shape_.format.iq, section.payload,
                          words.subspan(24 * static_cast<std::size_t>(section.prb.first),
                                        24 * static_cast<std::size_t>(section.prb.count)));
}

void Assembly::count_lost(const Ledger& ledger) {
  if (ledger.n_missing == 0 || ledger.begun_before) return;
  for (std::size_t k = 0; k < ledger.arrived.size(); ++k)
    for (const PrbRange& range : shape_.plan)
      accounts_.antennas[k % static_cast<std::size_t>(shape_.n_rx)].lost += has_all(ledger.arrived[k], range) ? 0 : 1;
}

// The oldest one, and those after it that are whole.
void Assembly::close_first() {
  do {
    Ledger& ledger = open_.front();
    count_lost(ledger);
    hand_over(ledger);
    closed_.push_back(std::move(ledger));
    open_.erase(open_.begin());
  } while (!open_.empty() && open_.front().n_missing == 0);
}

void Assembly::hand_over(Ledger& ledger) {
  const bool whole = ledger.n_missing == 0;
  const bool unjudged = !whole && ledger.begun_before;
  if (ledger.n_packet == 0)
    accounts_.missed += 1;
  else if (ledger.skipped)
    accounts_.skipped += 1;
  else if (unjudged)
    accounts_.joined += 1;
  else
    (whole ? accounts_.complete : accounts_.incomplete) += 1;
  if (ledger.samples == nullptr) return;
  if (unjudged) return pool_.give_back(ledger.samples);
  SlotSamples& samples = *ledger.samples;
  samples.slot = ledger.slot;
  std::ranges::copy(ledger.arrived, samples.arrived.begin());
  samples.complete = whole;
  samples.last_arrival_ns = ledger.last_arrival_ns;
  pool_.give(&samples);
}

void Assembly::close_all() {
  while (!open_.empty()) close_first();
  opened_until_.reset();
  for (Ledger& ledger : closed_) ledger.slot = never;  // what comes next may use the same numbers
}

}  // namespace ohmimo::stream
