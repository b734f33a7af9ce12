#include "apps/bench/coding_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/bench/plain_ldpc.hpp"
#include "phy/coding/ldpc_decoder.hpp"
#include "phy/coding/ldpc_encoder.hpp"
#include "phy/rng.hpp"

namespace ohmimo::bench {
namespace {

using namespace coding;

// One code block of BG1, Z = 384, without fillers, received over additive white Gaussian noise.
struct Received {
  // An Eb/N0 at which 5 iterations of either decoder suffice.
  Received(double rate, double ebn0_db)
      : code{1, lifting_of(most_lifting), 0},
        encoder(code.graph, code.lifting),
        info(code.n_info()),
        coded(code.n_coded()),
        llr(code.n_coded(), 0.f),
        n_received(static_cast<int>(std::lround(code.n_info() / rate))),
        n_row(std::max(4, (n_received + most_lifting - 1) / most_lifting + 2 - base_graph(1).n_info)) {
    RngStream bits(FrameId{1, 0, 0}, Purpose::bits), noise(FrameId{1, 0, 0}, Purpose::noise);
    for (std::uint8_t& bit : info) bit = bits.uniform() < 0.5 ? 1 : 0;
    encoder.encode(info, coded);
    const double esn0 = rate * std::pow(10.0, ebn0_db / 10.0);
    for (int k = 0; k < n_received; ++k)
      llr[k] = static_cast<float>(4.0 * esn0 * (coded[k] ? -1.0 : 1.0) + std::sqrt(8.0 * esn0) * noise.normal());
  }

  CodeShape code;
  LdpcEncoder encoder;
  std::vector<std::uint8_t> info, coded;
  std::vector<float> llr;
  int n_received, n_row;
};

std::vector<BenchRow> bench_encoder(bool quick) {
  Received r(1.0 / 3.0, 4.0);
  const BenchRates rates = measure({{[&] { r.encoder.encode(r.info, r.coded); }, 1e-9 * r.code.n_info()}},
                                   quick ? 1 : 11, quick ? 0.002 : 0.02);
  BenchRow row;
  row.name = "LDPC encoder", row.size = "BG1 Z=384, information";
  row.value = rates.median[0], row.unit = "Gbit/s", row.spread = rates.spread[0];
  return {row};
}

std::vector<BenchRow> bench_decoder(const char* rate_name, double rate, double ebn0_db, int n_iteration, bool quick) {
  Received r(rate, ebn0_db);
  LdpcDecoder decoder(r.code, {n_iteration, false});
  PlainLdpc plain(r.code, r.n_row);
  std::vector<std::uint8_t> decided(r.info.size());
  const auto ours = [&] { decoder.decode(r.llr, r.n_received, {}, decided); };
  const auto rival = [&] { plain.decode(r.llr, n_iteration, decided); };
  const auto require_right = [&](const char* who) {
    if (decided != r.info) throw std::runtime_error(fmt::format("bench: {} does not decode rate {}", who, rate_name));
  };
  ours();
  require_right("the LDPC decoder");
  rival();
  require_right("the plain LDPC decoder");

  const double units = 1e-6 * r.code.n_info();
  const BenchRates rates = measure({{ours, units}, {rival, units}}, quick ? 1 : 11, quick ? 0.002 : 0.05);
  BenchRow bits;
  bits.name = fmt::format("LDPC decoder, {} iterations", n_iteration);
  bits.size = fmt::format("BG1 Z=384 R={}, information", rate_name);
  bits.unit = "Mbit/s", bits.rival = "plain C++, layered";
  BenchRow edges;
  edges.name = bits.name, edges.size = fmt::format("BG1 Z=384 R={}, edges x iterations", rate_name);
  const double n_edge = static_cast<double>(base_graph(1).starts[r.n_row]) * most_lifting * n_iteration;
  edges.value = 1e-9 * n_edge / units * rates.median[0];
  edges.unit = "G edges/s", edges.spread = rates.spread[0];
  return {against_rival(bits, rates), edges};
}

}  // namespace

std::vector<Benchmark> coding_benchmarks(bool quick) {
  std::vector<Benchmark> all = {[=] { return bench_encoder(quick); }};
  struct Rate {
    const char* name;
    double rate, ebn0_db;
  };
  for (const Rate& rate : {Rate{"1/3", 1.0 / 3.0, 4.0}, Rate{"2/3", 2.0 / 3.0, 4.0}, Rate{"8/9", 8.0 / 9.0, 6.0}})
    for (const int n_iteration : {5, 10})
      all.push_back([=] { return bench_decoder(rate.name, rate.rate, rate.ebn0_db, n_iteration, quick); });
  return all;
}

}  // namespace ohmimo::bench
