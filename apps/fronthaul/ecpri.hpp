// Names of antennas and times in packets (O-RAN.WG4.CUS, ETSI TS 103 859, 5.1.3 and 8.3.3).
#pragma once
#include <cstdint>

namespace ohmimo::fronthaul {

// Bits of the parts of an eAxC_ID, agreed outside the stream; together 16.
struct EaxcWidths {
  int du_port = 4, band_sector = 4, cc = 2, ru_port = 6;

  bool operator==(const EaxcWidths&) const = default;
};

// Throws std::invalid_argument naming field and rule.
void check_widths(const EaxcWidths& widths);

struct Eaxc {
  int du_port = 0, band_sector = 0, cc = 0, ru_port = 0;

  bool operator==(const Eaxc&) const = default;
};

std::uint16_t pack(const EaxcWidths& widths, const Eaxc& eaxc);  // bits beyond the widths are dropped
Eaxc unpack(const EaxcWidths& widths, std::uint16_t id);

struct SymbolTime {
  int frame = 0;     // SFN modulo 256
  int subframe = 0;  // 0 to 9
  int slot = 0;      // within the subframe
  int symbol = 0;    // 0 to 13

  bool operator==(const SymbolTime&) const = default;
};

constexpr int slots_per_subframe(int scs_khz) {
  return scs_khz / 15;
}
// Of 256 frames, 2.56 s, after which times repeat.
constexpr int slots_per_wrap(int scs_khz) {
  return 2560 * slots_per_subframe(scs_khz);
}
constexpr int slot_in_wrap(const SymbolTime& time, int scs_khz) {
  return (time.frame * 10 + time.subframe) * slots_per_subframe(scs_khz) + time.slot;
}
constexpr SymbolTime symbol_time(int slot_in_wrap, int symbol, int scs_khz) {
  const int n = slots_per_subframe(scs_khz), subframe = slot_in_wrap / n;
  return {subframe / 10, subframe % 10, slot_in_wrap % n, symbol};
}

}  // namespace ohmimo::fronthaul
