#include "apps/bench/rram_bench.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <stdexcept>

#include "apps/bench/nodal_array.hpp"
#include "apps/external/spice/ngspice.hpp"
#include "apps/external/spice/spice_comparison.hpp"
#include "phy/rng.hpp"
#include "rram/wires/wires.hpp"

namespace ohmimo::bench {
namespace {

using namespace rram;

constexpr WireModel wire{1.0, 1.0};

arma::mat random_cells(arma::uword n) {
  RngStream draws({1, 0, static_cast<std::uint32_t>(n)}, Purpose::device_program);
  arma::mat g_S(n, n);
  for (double& g : g_S) g = (1.0 + 99.0 * draws.uniform()) * 1e-6;
  return g_S;
}

void require_close(const char* what, double difference, double tolerance) {
  if (!(difference <= tolerance))
    throw std::runtime_error(fmt::format("bench: {} differ by {:.3e} (allowed {:.0e})", what, difference, tolerance));
}

BenchRow bench_ports(arma::uword n, bool quick) {
  const arma::mat g_S = random_cells(n);
  const WiredArray ours = reduce_ports(g_S, wire);
  const NodalArray nodes = nodal_array(g_S, wire.r_row_ohm, wire.r_col_ohm);
  const arma::mat theirs = port_admittance_spsolve(nodes);
  require_close("port admittances", external::relative_difference(-ours.g_eff, theirs.submat(0, n, arma::size(n, n))),
                1e-9);
  require_close("port admittances", external::relative_difference(ours.y_cc, theirs.submat(n, n, arma::size(n, n))),
                1e-9);
  WiredArray array;
  arma::mat ports;
  const BenchRates rates =
      measure({{[&] { array = reduce_ports(g_S, wire); }, 1.0}, {[&] { ports = port_admittance_spsolve(nodes); }, 1.0}},
              quick ? 1 : 9, quick ? 0.01 : 0.1);
  return against_rival({.name = "wires: exact port reduction",
                        .size = fmt::format("{}x{}", n, n),
                        .unit = "arrays/s",
                        .rival = "arma::spsolve (SuperLU), all ports"},
                       rates);
}

// Real form of a Gram matrix: two arrays, inverters, wires of 1 ohm.
Circuit inverse_circuit(arma::uword n) {
  const arma::mat h = random_cells(n) * 1e6 - 50.0;
  arma::mat a = h.t() * h;
  a.diag() += 0.2 * a.diag().max();
  a *= 100e-6 / arma::abs(a).max();
  const double most = arma::datum::inf;
  Circuit circuit{CircuitKind::inverse,
                  {.positive_S = arma::clamp(a, 0.0, most), .negative_S = arma::clamp(arma::mat(-a), 0.0, most)},
                  {}};
  circuit.model.wire = wire;
  circuit.model.clamp_V = INFINITY;
  return circuit;
}

double children_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Operating points per second of CPU time of ngspice itself: the best of a few runs, start-up included.
double ngspice_rate(const Circuit& circuit, const Drive& drive, int runs) {
  double best = 0.0;
  for (int k = 0; k < runs; ++k) {
    const double start = children_seconds();
    (void)external::run_ngspice(circuit, drive);
    best = std::max(best, 1.0 / (children_seconds() - start));
  }
  return best;
}

std::vector<BenchRow> bench_inverse(bool quick) {
  constexpr arma::uword n = 16;
  const Circuit circuit = inverse_circuit(n);
  const Drive drive{arma::vec(n, arma::fill::value(0.1)), {}};
  const StaticResponse response = static_response(make_network(circuit), {});
  arma::vec v_V = response.gain * drive.input_V;
  double theirs = 0.0;
  std::string rival = "ngspice not installed: no comparison";
  if (external::ngspice_found()) {
    require_close("ngspice and our outputs",
                  external::relative_difference(v_V.head(n), external::run_ngspice(circuit, drive).v_V), 1e-9);
    theirs = ngspice_rate(circuit, drive, quick ? 1 : 5);
    rival = "ngspice .op, its CPU time";
  }
  StaticResponse built;
  const BenchRates rates = measure({{[&] {
                                       built = static_response(make_network(circuit), {});
                                       v_V = built.gain * drive.input_V;
                                     },
                                     1.0},
                                    {[&] {
                                       built = static_response(make_network(circuit, 1e-3), {});
                                       v_V = built.gain * drive.input_V;
                                     },
                                     1.0},
                                    {[&] { v_V = response.gain * drive.input_V; }, 1.0}},
                                   quick ? 1 : 9, quick ? 0.01 : 0.1);
  const std::vector<std::string> name = {"wired INV from its cells, exact", "wired INV from its cells, to 1e-3",
                                         "wired INV, one more vector"};
  std::vector<BenchRow> rows;
  for (std::size_t k = 0; k < name.size(); ++k)
    rows.push_back({name[k], "16x16, two arrays", rates.median[k], "solves/s", rival, theirs,
                    theirs > 0.0 ? rates.median[k] / theirs : 0.0, 0.0, rates.spread[k]});
  return rows;
}

}  // namespace

std::vector<Benchmark> circuit_benchmarks(bool quick) {
  std::vector<Benchmark> all;
  for (const arma::uword n : {8, 16, 32, 64}) all.push_back([=] { return std::vector{bench_ports(n, quick)}; });
  all.push_back([=] { return bench_inverse(quick); });
  return all;
}

}  // namespace ohmimo::bench
