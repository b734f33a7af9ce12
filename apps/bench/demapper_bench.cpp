#include "apps/bench/demapper_bench.hpp"

#include <fmt/format.h>

#include <cmath>
#include <complex>
#include <memory>
#include <stdexcept>
// liquid's C header needs <complex> first
#include <liquid/liquid.h>

#include "phy/modulation/constellation.hpp"
#include "phy/modulation/soft_bits.hpp"
#include "phy/rng.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo::bench {
namespace {

// One received row: random points of the constellation in noise of a variance of their own.
struct DemapperInput {
  DemapperInput(const Constellation& c, std::size_t n_entry) : x(n_lane, 1, n_entry), var(n_lane, 1, n_entry) {
    RngStream stream(FrameId{1, 0, 0}, Purpose::noise);
    for (std::size_t e = 0; e < n_entry; ++e)
      for (std::size_t lane = 0; lane < n_lane; ++lane) {
        var.at(0, 0, e)[lane] = static_cast<float>((0.2 + 2.0 * stream.uniform()) / c.size());
        const float sigma = std::sqrt(0.5f * var.at(0, 0, e)[lane]);
        const auto label = static_cast<std::size_t>(c.size() * stream.uniform());
        points.push_back(c.points[label] + sigma * std::complex<float>(static_cast<float>(stream.normal()),
                                                                       static_cast<float>(stream.normal())));
        x.set(lane, 0, e, points.back());
      }
    labels.resize(n_entry * n_lane);
  }
  void slice(const Constellation& c) { simd::kernels().slice(x.block(0).data, x.cols(), c.axis, labels.data()); }
  float variance(std::size_t k) const { return var.get(k % n_lane, 0, k / n_lane); }

  MatrixBatch x;
  RealBatch var, llr;
  std::vector<std::complex<float>> points;  // x, symbol after symbol
  std::vector<std::uint16_t> labels;
};

using Reference = void (*)(const Constellation&, std::complex<float>, float, std::span<float>);

// Soft bits to 1e-5 of |s|^2/var with |s| = 1, hard decisions exactly.
void require_reference(const Constellation& c, DemapperInput& r, SoftBitRule rule, Reference reference) {
  soft_bits(rule, c, r.x, r.var, r.llr);
  r.slice(c);
  std::vector<float> expected(c.bits_per_symbol);
  for (std::size_t k = 0; k < r.points.size(); ++k) {
    reference(c, r.points[k], r.variance(k), expected);
    for (int i = 0; i < c.bits_per_symbol; ++i)
      if (!(std::abs(r.llr.get(k % n_lane, i, k / n_lane) - expected[i]) < 1e-5f / r.variance(k)))
        throw std::runtime_error(fmt::format("bench: soft bit {} of {} differs from the reference", i, c.name));
    if (nr_label_from_axis(c.bits_per_symbol, r.labels[k]) != hard_decision(c, r.points[k]))
      throw std::runtime_error(fmt::format("bench: hard decisions of {} differ from the reference", c.name));
  }
}

// liquid-dsp's demodulator of one constellation, or our reference where it has none.
class Rival {
 public:
  explicit Rival(const Constellation& c) : constellation_(c), llr_(c.bits_per_symbol) {
    const modulation_scheme schemes[] = {LIQUID_MODEM_QAM4, LIQUID_MODEM_QAM16, LIQUID_MODEM_QAM64,
                                         LIQUID_MODEM_QAM256};
    if (c.bits_per_symbol <= 8) modem_.reset(modemcf_create(schemes[c.bits_per_symbol / 2 - 1]));
  }
  std::string name(const std::string& call, const std::string& own) const {
    return modem_ ? "liquid-dsp " + call : "our reference in double, " + own;
  }
  std::uint32_t slice(std::complex<float> x) {
    if (!modem_) return hard_decision(constellation_, x);
    unsigned int word = 0;
    modemcf_demodulate(modem_.get(), x, &word);
    return word;
  }
  std::uint32_t soft(std::complex<float> x, float var, Reference reference) {
    unsigned int word = 0;
    if (modem_)
      modemcf_demodulate_soft(modem_.get(), x, &word, soft_);
    else
      reference(constellation_, x, var, llr_);
    return word;
  }
  // liquid-dsp's soft bits are 8-bit approximations for a noise of its own choice, so only their sides are compared:
  // bytes above 127 mean 1, bits stand as [I bits][Q bits], complemented.
  void require_sides(const DemapperInput& r) {
    if (!modem_) return;
    const int bits = constellation_.bits_per_symbol;
    for (std::size_t k = 0; k < r.points.size(); ++k) {
      soft(r.points[k], 0.f, nullptr);
      for (int i = 0; i < bits; ++i) {
        const int side = soft_[(i % 2) * bits / 2 + i / 2] - 127;
        if (std::abs(side) > 1 && (side > 0) != (r.llr.get(k % n_lane, i, k / n_lane) > 0))
          throw std::runtime_error(
              fmt::format("bench: {}: liquid-dsp's soft bit {} is on the other side", constellation_.name, i));
      }
    }
  }

 private:
  struct Destroy {
    void operator()(modemcf_s* modem) const { modemcf_destroy(modem); }
  };
  const Constellation& constellation_;
  std::unique_ptr<modemcf_s, Destroy> modem_;
  std::vector<float> llr_;
  unsigned char soft_[8] = {};
};

BenchRow row(const char* name, const std::string& size, std::size_t which, const BenchRates& rates) {
  BenchRow row;
  row.name = name;
  row.size = size;
  row.value = rates.median[which];
  row.unit = "M symbols/s";
  row.spread = rates.spread[which];
  return row;
}

void set_rival(BenchRow& row, const std::string& name, double rate) {
  row.rival = name;
  row.rival_value = rate;
  row.ratio = row.value / rate;
}

std::vector<BenchRow> bench_order(std::string_view modulation, std::size_t n_entry, bool quick) {
  const Constellation c = make_constellation(modulation);
  DemapperInput r(c, n_entry);
  Rival rival(c);
  require_reference(c, r, SoftBitRule::exact, llr_exact);
  require_reference(c, r, SoftBitRule::max_log, llr_max_log);
  rival.require_sides(r);

  static std::uint32_t sink;
  const std::size_t n_rival = 256;
  const auto each = [&](const auto& work) {
    return BenchWork{[&r, work] {
                       for (std::size_t k = 0; k < n_rival; ++k) sink += work(r.points[k], r.variance(k));
                     },
                     n_rival * 1e-6};
  };
  const double units = 1e-6 * static_cast<double>(r.points.size());
  const BenchRates rates =
      measure({{[&] { r.slice(c); }, units},
               {[&] { soft_bits(SoftBitRule::max_log, c, r.x, r.var, r.llr); }, units},
               {[&] { soft_bits(SoftBitRule::exact, c, r.x, r.var, r.llr); }, units},
               each([&](std::complex<float> x, float) { return rival.slice(x); }),
               each([&](std::complex<float> x, float var) { return rival.soft(x, var, llr_max_log); }),
               each([&](std::complex<float> x, float var) { return rival.soft(x, var, llr_exact); })},
              quick ? 1 : 11, quick ? 0.002 : 0.02);
  const std::string size = fmt::format("{}, {} symbols", c.name, r.points.size());
  std::vector<BenchRow> rows = {row("hard decisions", size, 0, rates), row("soft bits, max-log", size, 1, rates),
                                row("soft bits, exact", size, 2, rates)};
  set_rival(rows[0], rival.name("modemcf_demodulate", "hard_decision"), rates.median[3]);
  set_rival(rows[1], rival.name("modemcf_demodulate_soft", "llr_max_log"), rates.median[4]);
  set_rival(rows[2], rival.name("modemcf_demodulate_soft", "llr_exact"), rates.median[5]);
  return rows;
}

}  // namespace

std::vector<Benchmark> demapper_benchmarks(bool quick) {
  std::vector<Benchmark> all;
  for (const std::string_view modulation : modulation_names())
    all.push_back([=] { return bench_order(modulation, 64, quick); });
  // Far beyond the second-level cache: 12 bytes in, 24 out per symbol.
  if (!quick) all.push_back([=] { return bench_order("64qam", 1u << 16, quick); });
  return all;
}

}  // namespace ohmimo::bench
