// Resource blocks per packet: the published arithmetic, and every MTU.
#include "apps/fronthaul/packet_plan.hpp"

#include <doctest/doctest.h>

#include "tests/apps/fronthaul/fronthaul_case.hpp"

namespace test_packet_plan {

using namespace ohmimo;
using namespace ohmimo::fronthaul;
using namespace ohmimo::fronthaul_test;

TEST_CASE("blocks and packets of 273 at MTU 1500 and 9000") {
  struct Row {
    IqFormat format;
    int prb_1500;
    std::size_t packets_1500;
    int prb_9000;
    std::size_t packets_9000;
  };
  for (const Row& row : {Row{{IqMethod::bfp, 9}, 51, 6, 273, 1}, Row{{IqMethod::bfp, 12}, 39, 7, 242, 2},
                         Row{{IqMethod::bfp, 14}, 33, 9, 208, 2}, Row{{IqMethod::none, 16}, 30, 10, 186, 2}}) {
    const std::vector<PrbRange> small = packet_plan(link_of(row.format), 1500, IpVersion::v4);
    const std::vector<PrbRange> jumbo = packet_plan(link_of(row.format), 9000, IpVersion::v4);
    CHECK(small[0].count == row.prb_1500);
    CHECK(small.size() == row.packets_1500);
    CHECK(jumbo[0].count == row.prb_9000);
    CHECK(jumbo.size() == row.packets_9000);
  }
}

// All blocks once, in order; no packet too large, none that had room for one more.
int faults_of(const LinkFormat& link, int mtu, IpVersion version) {
  const std::size_t ip_udp = version == IpVersion::v4 ? 28 : 48;
  const auto bytes_of = [&](int n_prb) {
    const Words iq(iq_per_prb * static_cast<std::size_t>(n_prb));
    return ip_udp + encoded(link, {}, {0, n_prb}, iq).size();
  };
  int next = 0, wrong = 0;
  for (const PrbRange& range : packet_plan(link, mtu, version)) {
    wrong += range.first != next || range.count < 1;
    wrong += range.count > 255 && range.count != link.n_prb;  // numPrbu has 8 bits
    wrong += bytes_of(range.count) > static_cast<std::size_t>(mtu);
    next += range.count;
    const bool could_be_longer = next < link.n_prb && range.count < 255;
    wrong += could_be_longer && bytes_of(range.count + 1) <= static_cast<std::size_t>(mtu);
  }
  return wrong + (next != link.n_prb);
}

TEST_CASE("packets of any MTU") {
  for (const EnumWord<IqFormat>& known : iq_format_words)
    for (const bool comp_header : {false, true})
      for (const IpVersion version : {IpVersion::v4, IpVersion::v6})
        for (const int n_prb : {1, 24, 255, 256, 273, 275})
          for (const int mtu : {114, 115, 163, 164, 576, 1280, 1500, 7400, 9000, 13500, 65535}) {
            CAPTURE(known.word);
            CAPTURE(comp_header);
            CAPTURE(n_prb);
            CAPTURE(mtu);
            CHECK(faults_of(link_of(known.value, comp_header, n_prb), mtu, version) == 0);
          }
}

TEST_CASE("an MTU for not even one block") {
  const LinkFormat link = link_of({IqMethod::bfp, 9});
  const auto refusal = [&](int mtu, IpVersion version) { return complaint([&] { packet_plan(link, mtu, version); }); };
  CHECK(packet_plan(link, 74, IpVersion::v4).size() == 273);
  CHECK(packet_plan(link, 94, IpVersion::v6).size() == 273);
  CHECK(refusal(73, IpVersion::v4) == "mtu must be at least 74 for one resource block, got 73");
  CHECK(refusal(93, IpVersion::v6) == "mtu must be at least 94 for one resource block, got 93");
  CHECK(refusal(-2147483647, IpVersion::v4) != "");
}

}  // namespace test_packet_plan
