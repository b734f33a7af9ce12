// The words that I and Q samples travel in over a fronthaul (O-RAN.WG4.CUS, ETSI TS 103 859, annex A).
#pragma once
#include <cstddef>

#include "phy/enum_words.hpp"

namespace ohmimo::fronthaul {

enum class IqMethod { none, bfp };  // block floating point: the 24 numbers of a resource block share an exponent

struct IqFormat {
  IqMethod method = IqMethod::bfp;
  int width = 9;  // bits of a number, or of a mantissa

  bool operator==(const IqFormat&) const = default;
};

inline constexpr EnumWord<IqFormat> iq_format_words[] = {{"bfp8", {IqMethod::bfp, 8}},
                                                         {"bfp9", {IqMethod::bfp, 9}},
                                                         {"bfp12", {IqMethod::bfp, 12}},
                                                         {"bfp14", {IqMethod::bfp, 14}},
                                                         {"int16", {IqMethod::none, 16}}};

// Of a resource block: 24 numbers, and for BFP a byte with the exponent.
constexpr std::size_t prb_bytes(IqFormat format) {
  return 3 * static_cast<std::size_t>(format.width) + (format.method == IqMethod::bfp ? 1 : 0);
}

}  // namespace ohmimo::fronthaul
