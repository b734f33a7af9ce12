// The loops of every instruction set against the plain ones, of any samples and any bytes.
#include "apps/fronthaul/iq_kernels.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/apps/fronthaul/fronthaul_case.hpp"

namespace test_iq_kernels {

using namespace ohmimo;
using namespace ohmimo::fronthaul;
using namespace ohmimo::fronthaul_test;

struct Done {
  Bytes bytes;
  Words back, of_any_bytes, quantised;

  bool operator==(const Done&) const = default;
};

// Vectors as long as what they hold, so that a sanitizer sees what goes beyond.
Done done_by(const IqKernels& kernels, IqFormat format, const Words& iq, const Bytes& any_bytes) {
  const std::size_t n_prb = iq.size() / iq_per_prb;
  Done done{Bytes(any_bytes.size()), Words(iq.size()), Words(iq.size()), iq};
  kernels.compress(format, iq.data(), n_prb, done.bytes.data());
  kernels.decompress(format, done.bytes.data(), n_prb, done.back.data());
  kernels.decompress(format, any_bytes.data(), n_prb, done.of_any_bytes.data());
  kernels.quantise(format, done.quantised.data(), n_prb);
  return done;
}

TEST_CASE("every instruction set gives the bits of the plain loops") {
  std::minstd_rand random(4);
  for (const simd::Isa isa : simd::all_isas) {
    if (!simd::runs_here(isa)) {
      MESSAGE(simd::isa_name(isa), " does not run here");
      continue;
    }
    for (const IqFormat format : all_formats())
      for (std::size_t n_prb = 0; n_prb < 60; ++n_prb) {
        const Words iq = samples(n_prb, static_cast<unsigned>(random()));
        Bytes any_bytes(n_prb * prb_bytes(format));
        for (std::uint8_t& byte : any_bytes) byte = static_cast<std::uint8_t>(random() >> 8);
        const Done done = done_by(iq_kernels_of(isa), format, iq, any_bytes);
        CHECK(done == done_by(iq_kernels_of(simd::Isa::scalar), format, iq, any_bytes));
        CHECK(done.back == done.quantised);
      }
  }
}

}  // namespace test_iq_kernels
