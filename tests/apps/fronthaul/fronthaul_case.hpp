// Samples, links and refusals for tests of the fronthaul.
#pragma once
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/fronthaul/iq_kernels.hpp"
#include "apps/fronthaul/uplane.hpp"

namespace ohmimo::fronthaul_test {

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::int16_t>;

// Of block floating point every width.
inline std::vector<fronthaul::IqFormat> all_formats() {
  std::vector<fronthaul::IqFormat> formats = {{fronthaul::IqMethod::none, 16}};
  for (int width = 8; width <= 14; ++width) formats.push_back({fronthaul::IqMethod::bfp, width});
  return formats;
}

// Blocks whose largest words have 1 to 16 bits, now and then -2^k or 2^k - 1, the ends of a range.
inline Words samples(std::size_t n_prb, unsigned seed = 1) {
  std::minstd_rand random(seed);
  Words iq;
  for (std::size_t prb = 0; prb < n_prb; ++prb) {
    const int end = 1 << random() % 16;
    for (std::size_t k = 0; k < fronthaul::iq_per_prb; ++k) {
      const int kind = static_cast<int>(random() % 8);
      const int value = static_cast<int>(random() % static_cast<unsigned>(2 * end)) - end;
      iq.push_back(static_cast<std::int16_t>(kind == 0 ? -end : kind == 1 ? end - 1 : value));
    }
  }
  return iq;
}

inline fronthaul::LinkFormat link_of(fronthaul::IqFormat iq, bool comp_header = true, int n_prb = 273) {
  fronthaul::LinkFormat link;
  link.iq = iq;
  link.comp_header = comp_header;
  link.n_prb = n_prb;
  return link;
}

inline Bytes encoded(const fronthaul::LinkFormat& link, const fronthaul::UplaneHeader& header,
                     const fronthaul::PrbRange& range, const Words& iq) {
  Bytes bytes(fronthaul::max_packet_bytes, 0xaa);
  bytes.resize(fronthaul::encode_packet(link, header, range, iq, bytes));
  return bytes;
}

template <class Call>
std::string complaint(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace ohmimo::fronthaul_test
