// The loops of every instruction set against the plain ones, of any samples and any bytes.
#include "apps/fronthaul/iq_kernels.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace ohmimo;
using namespace ohmimo::fronthaul;

namespace {

using Samples = std::vector<std::int16_t>;
using Bytes = std::vector<std::uint8_t>;

std::vector<IqFormat> all_formats() {
  std::vector<IqFormat> formats = {{IqMethod::none, 16}};
  for (int width = 8; width <= 14; ++width) formats.push_back({IqMethod::bfp, width});
  return formats;
}

// PRBs whose largest numbers have 1 to 16 bits, now and then the ends of that range.
Samples some_samples(std::size_t n_prb, std::minstd_rand& random) {
  Samples iq;
  for (std::size_t prb = 0; prb < n_prb; ++prb) {
    const int end = 1 << random() % 16;
    for (std::size_t k = 0; k < iq_per_prb; ++k) {
      const int kind = static_cast<int>(random() % 8);
      const int value = static_cast<int>(random() % static_cast<unsigned>(2 * end)) - end;
      iq.push_back(static_cast<std::int16_t>(kind == 0 ? -end : kind == 1 ? end - 1 : value));
    }
  }
  return iq;
}

struct Done {
  Bytes bytes;
  Samples back, of_any_bytes, quantised;

  bool operator==(const Done&) const = default;
};

// Vectors as long as what they hold, so that a sanitizer sees what goes beyond.
Done done_by(const IqKernels& kernels, IqFormat format, const Samples& iq, const Bytes& any_bytes) {
  const std::size_t n_prb = iq.size() / iq_per_prb;
  Done done{Bytes(any_bytes.size()), Samples(iq.size()), Samples(iq.size()), iq};
  kernels.compress(format, iq.data(), n_prb, done.bytes.data());
  kernels.decompress(format, done.bytes.data(), n_prb, done.back.data());
  kernels.decompress(format, any_bytes.data(), n_prb, done.of_any_bytes.data());
  kernels.quantise(format, done.quantised.data(), n_prb);
  return done;
}

}  // namespace

TEST_CASE("every instruction set gives the bits of the plain loops") {
  std::minstd_rand random(4);
  for (const simd::Isa isa : simd::all_isas) {
    if (!simd::runs_here(isa)) {
      MESSAGE(simd::isa_name(isa), " does not run here");
      continue;
    }
    for (const IqFormat format : all_formats())
      for (std::size_t n_prb = 0; n_prb < 60; ++n_prb) {
        const Samples iq = some_samples(n_prb, random);
        Bytes any_bytes(n_prb * prb_bytes(format));
        for (std::uint8_t& byte : any_bytes) byte = static_cast<std::uint8_t>(random() >> 8);
        const Done done = done_by(iq_kernels_of(isa), format, iq, any_bytes);
        CHECK(done == done_by(iq_kernels_of(simd::Isa::scalar), format, iq, any_bytes));
        CHECK(done.back == done.quantised);
      }
  }
}
