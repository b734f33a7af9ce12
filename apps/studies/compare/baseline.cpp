#include "apps/studies/compare/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "data/data.hpp"

namespace ohmimo::compare {
namespace {

using Number = std::optional<double>;

template <class Formula>
Number from(const Number& a, const Number& b, Formula formula) {
  return a && b ? Number(formula(*a, *b)) : std::nullopt;
}

}  // namespace

Number Baseline::power_mW() const {
  if (stated_power_mW) return stated_power_mW;
  return from(stated_energy_pJ_per_bit, throughput_Gbps, [](double pJ, double Gbps) { return pJ * Gbps; });
}

Number Baseline::energy_pJ_per_bit() const {
  if (stated_energy_pJ_per_bit) return stated_energy_pJ_per_bit;
  return from(stated_power_mW, throughput_Gbps, [](double mW, double Gbps) { return mW / Gbps; });
}

Number Baseline::vectors_per_s() const {
  if (!throughput_Gbps || !n_user || bits_per_symbol == 0) return std::nullopt;
  return *throughput_Gbps * 1e9 / (*n_user * bits_per_symbol);
}

Number Baseline::nJ_per_vector() const {
  return from(power_mW(), vectors_per_s(), [](double mW, double per_s) { return mW * 1e6 / per_s; });
}

Number Baseline::Gbps_per_mm2() const {
  return from(throughput_Gbps, area_mm2, [](double Gbps, double mm2) { return Gbps / mm2; });
}

const std::vector<Baseline>& published_baselines() {
  static const std::vector<Baseline> rows = [] {
    constexpr std::string_view name = "baselines/detectors.toml";
    return parse_baselines(data::text(name), name);
  }();
  return rows;
}

const Baseline& published_baseline(std::string_view id) {
  const auto row = std::ranges::find(published_baselines(), id, &Baseline::id);
  if (row == published_baselines().end())
    throw std::invalid_argument(fmt::format("baselines: there is no row named '{}'", id));
  return *row;
}

}  // namespace ohmimo::compare
