// What becomes of packets: nothing lost, some lost, twice, late, from strangers, from a sender that begins anew.
#include <doctest/doctest.h>

#include <algorithm>

#include "apps/fronthaul/compression.hpp"
#include "apps/stream/impairments.hpp"
#include "tests/apps/stream/stream_case.hpp"

namespace test_assembly {

using namespace ohmimo;
using namespace ohmimo::stream;

// Takes slots as they are closed and gives their places back.
class Closed {
 public:
  explicit Closed(const StreamCase& c, const AssemblyRules& rules = {})
      : pool_(c.shape, 16), assembly(c.shape, rules, pool_) {}

  void take(const Packet& packet, const fronthaul::UdpAddress& from = the_radio, std::int64_t step_ns = 1000) {
    assembly.take(packet, arrival_at(time_ns += step_ns, from));
  }
  void take(const std::vector<Packet>& packets, std::size_t first, std::size_t end) {
    for (std::size_t k = first; k < end; ++k) take(packets[k]);
  }
  std::vector<std::uint64_t> slots() {
    assembly.finish();
    pool_.end();
    std::vector<std::uint64_t> numbers;
    while (SlotSamples* slot = pool_.take()) numbers.push_back(slot->slot);
    return numbers;
  }

 private:
  SlotPool pool_;

 public:
  Assembly assembly;
  std::int64_t time_ns = 0;
};

std::uint64_t settled(const Accounts& a) {
  const AntennaAccount sum = a.all_antennas();
  return sum.received + sum.late + sum.duplicate + a.n_malformed() + a.foreign + a.unknown_antenna + a.out_of_time;
}

TEST_CASE("Samples arrive as they were sent, for every split of a symbol") {
  for (const int mtu : {120, 1500}) {
    CAPTURE(mtu);
    const StreamCase c(StreamCase::small_config(), mtu);
    Radio radio(c.run.link, c.shape);
    SlotSamples sent(c.shape);
    radio.receive(c.run.id.seed, 0, c.noise_var, sent);
    SlotPool pool(c.shape, 2);
    Assembly assembly(c.shape, {}, pool);
    for (const Packet& packet : packets_of(c, 1)) assembly.take(packet, arrival_at(0));
    SlotSamples* got = pool.take();
    REQUIRE(got->complete);
    std::vector<std::int16_t> expected = sent.words;
    fronthaul::quantise(c.shape.format.iq, expected);
    CHECK(got->words == expected);
  }
}

TEST_CASE("Lost packets are counted to the packet, antenna by antenna, the last ones of the stream too") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 6);
  PacketFates fates({.loss = 0.05}, 7);
  Closed closed(c);
  std::vector<std::uint64_t> lost(static_cast<std::size_t>(c.shape.n_rx));
  for (std::size_t k = 0; k < packets.size(); ++k) {
    const bool last_ones = k + 3 >= packets.size();
    if (fates.next().lost || last_ones)
      lost[k % lost.size()] += 1;
    else
      closed.take(packets[k]);
  }
  CHECK(closed.slots() == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5});
  const Accounts& a = closed.assembly.accounts();
  for (std::size_t rx = 0; rx < lost.size(); ++rx) {
    CAPTURE(rx);
    CHECK(a.antennas[rx].lost == lost[rx]);
    CHECK(a.antennas[rx].received == 6 * c.shape.packets_per_antenna() - lost[rx]);
  }
  CHECK(settled(a) == a.datagrams);
}

TEST_CASE("Twice and out of order are told from lost and late") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 8);
  Impairments impairments({.duplicate = 0.1, .reorder = 0.1}, 3);
  Closed closed(c);
  const auto emit = [&](std::span<const std::uint8_t> packet, double) { closed.take({packet.begin(), packet.end()}); };
  for (const Packet& packet : packets) impairments.pass(packet, emit);
  impairments.finish(emit);
  CHECK(closed.slots().size() == 8);
  const Accounts& a = closed.assembly.accounts();
  const AntennaAccount sum = a.all_antennas();
  CHECK(a.complete == 8);
  CHECK(sum.received == packets.size());
  CHECK(sum.lost == 0);
  CHECK(sum.late == 0);
  CHECK(sum.duplicate == impairments.counts().twice);
  CHECK(impairments.counts().reordered > 50);
  // One that up to 8 others overtake is behind only where one of these is of its own antenna: here the eighth.
  CHECK(sum.reordered > 0);
  CHECK(sum.reordered <= impairments.counts().reordered);
}

TEST_CASE("A packet after its slot was closed is late once, and then a duplicate") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 8);
  const std::size_t of_slot = packets.size() / 8;
  Closed closed(c, {.open_slots = 2});
  closed.take(packets, 0, 5);
  closed.take(packets, 6, 4 * of_slot);  // packet 5 is missing
  closed.take(packets[5]);
  closed.take(packets[5]);
  closed.take(packets, 4 * of_slot, packets.size());
  CHECK(closed.slots().size() == 8);
  const AntennaAccount& account = closed.assembly.accounts().antennas[5];
  CHECK(account.lost == 1);
  CHECK(account.late == 1);
  CHECK(account.duplicate == 1);
}

TEST_CASE("A slot is closed when its time is over") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 1);
  Closed closed(c, {.deadline_s = 0.5});
  closed.take(packets, 0, 50);
  closed.assembly.pass(closed.time_ns + 400'000'000);
  CHECK(closed.assembly.accounts().incomplete == 0);
  closed.assembly.pass(closed.time_ns + 600'000'000);
  CHECK(closed.assembly.accounts().incomplete == 1);
  CHECK(closed.assembly.accounts().all_antennas().lost == packets.size() - 50);
}

TEST_CASE("Strangers are counted and change nothing; after a silence another sender is taken") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 2);
  const fronthaul::UdpAddress stranger = fronthaul::v4_address({10, 0, 0, 2}, 6000);
  Closed closed(c);
  for (const Packet& packet : packets) {
    closed.take(packet);
    closed.take(packet, stranger);
    closed.take(Packet{1, 2, 3}, stranger);
  }
  CHECK(closed.assembly.accounts().foreign == 2 * packets.size());
  CHECK(closed.assembly.accounts().complete == 2);
  CHECK(closed.assembly.accounts().n_malformed() == 0);
  closed.time_ns += 300'000'000;
  closed.take(Packet{1, 2, 3}, stranger);  // no stream: not taken for one
  CHECK(closed.assembly.accounts().senders == 1);
  for (const Packet& packet : packets) closed.take(packet, stranger);
  CHECK(closed.assembly.accounts().senders == 2);
  CHECK(closed.slots() == std::vector<std::uint64_t>{0, 1, 0, 1});
  CHECK(closed.assembly.accounts().all_antennas().lost == 0);
}

TEST_CASE("Whoever comes in the middle of a slot judges the next one first") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 3);
  Closed closed(c);
  closed.take(packets, 60, packets.size());
  CHECK(closed.slots() == std::vector<std::uint64_t>{1, 2});
  CHECK(closed.assembly.accounts().joined == 1);
  CHECK(closed.assembly.accounts().all_antennas().lost == 0);
}

TEST_CASE("A sender that begins anew and a pause of the network are followed; the numbers wrap") {
  const StreamCase c;
  const std::uint64_t wrap = static_cast<std::uint64_t>(fronthaul::slots_per_wrap(30));
  const auto run = [&](const std::vector<std::uint64_t>& firsts) {
    Closed closed(c);
    for (const std::uint64_t first : firsts)
      for (const Packet& packet : packets_of(c, 4, first)) closed.take(packet);
    const std::vector<std::uint64_t> slots = closed.slots();
    return std::pair{slots, closed.assembly.accounts()};
  };
  SUBCASE("the wrap of frame numbers is no jump") {
    const auto [slots, a] = run({wrap - 2});
    CHECK(slots == std::vector<std::uint64_t>{wrap - 2, wrap - 1, wrap, wrap + 1});
    CHECK(a.restarts == 0);
  }
  SUBCASE("1000 slots are missed") {
    const auto [slots, a] = run({400, 1404});
    CHECK(slots == std::vector<std::uint64_t>{400, 401, 402, 403, 1405, 1406, 1407});
    CHECK(a.restarts == 1);
    CHECK(a.missed == 1000);
    CHECK(a.out_of_time == SlotClock::agreeing - 1);
  }
  SUBCASE("from the beginning again") {
    const auto [slots, a] = run({1000, 0});
    CHECK(slots == std::vector<std::uint64_t>{1000, 1001, 1002, 1003, 1, 2, 3});
    CHECK(a.restarts == 1);
    CHECK(a.all_antennas().lost == 0);
  }
  SUBCASE("from the beginning again, a few slots later") {
    const auto [slots, a] = run({20, 0});
    CHECK(a.restarts == 1);
    CHECK(slots.front() == 20);
    CHECK(slots.back() == 3);
  }
}

TEST_CASE("A damaged time does not move the stream") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 4);
  Closed closed(c);
  for (std::size_t k = 0; k < packets.size(); ++k) {
    closed.take(packets[k]);
    if (k % 7 != 0) continue;
    Packet damaged = packets[k];
    damaged[9] ^= static_cast<std::uint8_t>(64 + k % 32);  // frameId
    closed.take(damaged);
  }
  CHECK(closed.slots().size() == 4);
  CHECK(closed.assembly.accounts().complete == 4);
  CHECK(closed.assembly.accounts().restarts == 0);
  CHECK(closed.assembly.accounts().out_of_time == (packets.size() + 6) / 7);
}

TEST_CASE("Without a free place whole slots are skipped, never a part of one") {
  const StreamCase c;
  SlotPool pool(c.shape, 2);
  Assembly assembly(c.shape, {}, pool);
  for (const Packet& packet : packets_of(c, 5)) assembly.take(packet, arrival_at(0));
  CHECK(assembly.accounts().complete == 2);
  CHECK(assembly.accounts().skipped == 3);
  CHECK(assembly.accounts().all_antennas().lost == 0);
}

TEST_CASE("Any bytes are counted and dropped") {
  const StreamCase c;
  const std::vector<Packet> packets = packets_of(c, 3);
  Closed closed(c);
  RngStream random({9, 0, 0}, Purpose::noise);
  for (const Packet& packet : packets) {
    Packet damaged = packet;
    for (int k = 0; k < 3; ++k)
      damaged[static_cast<std::size_t>(random.uniform() * static_cast<double>(damaged.size()))] =
          static_cast<std::uint8_t>(256 * random.uniform());
    damaged.resize(static_cast<std::size_t>(random.uniform() * static_cast<double>(damaged.size())) + 1);
    closed.take(random.uniform() < 0.5 ? damaged : packet);
  }
  closed.slots();
  CHECK(closed.assembly.accounts().datagrams == packets.size());
  CHECK(settled(closed.assembly.accounts()) == packets.size());
}

}  // namespace test_assembly
