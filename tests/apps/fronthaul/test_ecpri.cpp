// Names of antennas and times in packets.
#include "apps/fronthaul/ecpri.hpp"

#include <doctest/doctest.h>

#include "tests/apps/fronthaul/fronthaul_case.hpp"

namespace test_ecpri {

using namespace ohmimo::fronthaul;
using namespace ohmimo::fronthaul_test;

TEST_CASE("eAxC by hand, and all of them back") {
  const EaxcWidths widths;
  CHECK(pack(widths, {1, 2, 3, 63}) == 0b0001'0010'11'111111);
  CHECK(pack(widths, {0, 0, 0, 5}) == 5);
  CHECK(pack(widths, {0, 0, 4, 64}) == 0);  // beyond the widths
  CHECK(pack({2, 6, 4, 4}, {3, 33, 9, 6}) == 0b11'100001'1001'0110);
  CHECK(unpack({2, 6, 4, 4}, 0b11'100001'1001'0110) == Eaxc{3, 33, 9, 6});
  for (const EaxcWidths& some : {EaxcWidths{}, EaxcWidths{4, 4, 4, 4}, EaxcWidths{2, 6, 4, 4}, EaxcWidths{0, 0, 0, 16},
                                 EaxcWidths{16, 0, 0, 0}, EaxcWidths{0, 16, 0, 0}}) {
    check_widths(some);
    int wrong = 0;
    for (int id = 0; id < 1 << 16; ++id) wrong += pack(some, unpack(some, static_cast<std::uint16_t>(id))) != id;
    CHECK(wrong == 0);
  }
}

TEST_CASE("widths that are refused") {
  CHECK(complaint([] {
          check_widths({4, 4, 4, 6});
        }) == "eaxc-bits must be four numbers >= 0 that sum to 16, got 4/4/4/6");
  CHECK(complaint([] { check_widths({-1, 5, 6, 6}); }) != "");
  CHECK(complaint([] { check_widths({0, 0, 0, 0}); }) != "");
  CHECK(complaint([] { check_widths({2147483647, 2147483647, 9, 9}); }) != "");  // sums to 16 modulo 2^32
}

TEST_CASE("slots of 2.56 s and back") {
  for (const int scs_khz : {15, 30, 60, 120}) {
    CHECK(slots_per_wrap(scs_khz) == 2560 * scs_khz / 15);
    int wrong = 0;
    for (int slot = 0; slot < slots_per_wrap(scs_khz); ++slot) {
      const SymbolTime time = symbol_time(slot, slot % 14, scs_khz);
      wrong += slot_in_wrap(time, scs_khz) != slot || time.symbol != slot % 14;
      wrong += time.frame < 0 || time.frame > 255 || time.subframe < 0 || time.subframe > 9;
      wrong += time.slot < 0 || time.slot >= scs_khz / 15;
    }
    CHECK(wrong == 0);
  }
  CHECK(symbol_time(5119, 13, 30) == SymbolTime{255, 9, 1, 13});
  CHECK(symbol_time(23, 0, 30) == SymbolTime{1, 1, 1, 0});
  CHECK(symbol_time(23, 0, 120) == SymbolTime{0, 2, 7, 0});
}

}  // namespace test_ecpri
