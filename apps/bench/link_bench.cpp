#include "apps/bench/link_bench.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "apps/bench/armadillo_chain.hpp"
#include "apps/evaluate/link_frame.hpp"
#include "apps/evaluate/link_setup.hpp"

namespace ohmimo {
namespace {

// Both error rates estimate the same number; channels are independent, the errors of one channel are not: compare by
// the deviation of the mean of n channels with a design effect of 4, at 6 deviations.
void require_same_ber(std::uint64_t ours, double our_bits, std::uint64_t rival, double rival_bits) {
  const double p = static_cast<double>(ours) / our_bits, q = static_cast<double>(rival) / rival_bits;
  if (std::abs(p - q) > 6.0 * std::sqrt(4.0 * (p / our_bits + q / rival_bits)))
    throw std::runtime_error(fmt::format("bench: our BER {:.3e} and Armadillo's {:.3e} differ", p, q));
}

BenchRow bench_zf(int n_rx, int n_user, bool quick) {
  BerConfig config;
  config.rx = n_rx;
  config.users = n_user;
  config.detectors = {"zf"};
  config.exact_statistics = "off";  // the same work as the rival: every antenna drawn
  const LinkConfig link = link_config(config);
  const double noise_var = noise_var_from_snr_db(8.0, SnrKind::rx_antenna, link_shape(config));
  const double bits_per_vector = n_user * link.constellation.bits_per_symbol;
  const int n_rival = 64;

  LinkFrame ours(link);
  ArmadilloChain rival(n_rx, n_user, link.constellation);
  FrameCount count;
  ErrorCount sum;
  for (std::uint32_t frame = 0; frame < 100; ++frame) {
    ours.run({1, 0, frame}, noise_var, count);
    sum += count.counts[0];
  }
  const std::uint64_t rival_errors = rival.run(20 * n_rival, noise_var);
  require_same_ber(sum.bit_errors, static_cast<double>(sum.bits), rival_errors, 20 * n_rival * bits_per_vector);

  std::uint32_t frame = 0;
  const BenchRates rates = measure({{[&] {
                                       ours.run({1, 0, frame++}, noise_var, count);
                                     },
                                     link.uplink.n_channel * bits_per_vector * 1e-6},
                                    {[&] { rival.run(n_rival, noise_var); }, n_rival * bits_per_vector * 1e-6}},
                                   quick ? 1 : 11, quick ? 0.01 : 0.2);
  return {"link zf, fresh channel per vector",
          fmt::format("{}x{} {}", n_rx, n_user, config.modulation),
          rates.median[0],
          "Mbit/s per core",
          "Armadillo, one matrix at a time",
          rates.median[1],
          rates.median[0] / rates.median[1],
          0.0,
          rates.spread[0]};
}

}  // namespace

std::vector<BenchRow> bench_link(bool quick) {
  return {bench_zf(16, 4, quick), bench_zf(64, 8, quick), bench_zf(128, 8, quick)};
}

}  // namespace ohmimo
