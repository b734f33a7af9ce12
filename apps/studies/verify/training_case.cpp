#include "apps/studies/verify/training_case.hpp"

#include <algorithm>
#include <cmath>

#include "rram/cells/programming.hpp"

namespace ohmimo::verify {

train::CurvatureSetting training_setting(int cycles, int converter_bits) {
  train::CurvatureSetting setting{.solver = train::usual_training_solver()};
  setting.solver.cycles = cycles;
  setting.solver.dac_bits = setting.solver.adc_bits = converter_bits;
  return setting;
}

std::vector<train::LogisticSet> known_sets() {
  return {{8, false}, {16, false}, {8, true}, {16, true}};
}

RngStream device_draw(std::uint64_t seed, int draw) {
  return RngStream({seed, 0, static_cast<std::uint32_t>(draw)}, Purpose::device_program);
}

rram::DeviceModel unbiased_device() {
  rram::DeviceModel device = rram::default_device();
  for (std::size_t k = 0; k < device.level.size(); ++k) {
    const double low = k == 0 ? 0.22e-6 : device.target_S(k) - 1.2e-6;
    const double high = k == 0 ? 0.52e-6 : device.target_S(k) + 1.2e-6;
    for (std::size_t q = 0; q < 5; ++q) {
      constexpr double probability[] = {0.0, 0.1, 0.5, 0.9, 1.0};
      device.level[k].quantile_S.at(q) = low + probability[q] * (high - low);
    }
  }
  return device;
}

double written_radius(const arma::mat& a, const train::CurvatureSetting& setting, RngStream device) {
  train::CurvatureCount count;
  const train::CurvatureMatrix written(a, setting, device, count);
  return arma::abs(arma::eig_gen(arma::eye(arma::size(a)) - a * written.inverse())).max();
}

double paired_radius(const arma::mat& a, RngStream device) {
  const arma::vec scale = 1.0 / arma::sqrt(a.diag());
  const arma::mat b = arma::diagmat(scale) * a * arma::diagmat(scale);
  arma::mat beside = b;
  beside.diag().zeros();
  rram::CellWriter writer{.quantise = true, .device = &rram::default_device(), .stream = device};
  const rram::Dense dense = rram::to_dense(beside);
  const rram::CellPairs pairs = rram::write_pairs(dense.view(), writer);
  arma::mat written = pairs.scale * (rram::to_arma(pairs.positive) - rram::to_arma(pairs.negative));
  written.diag() = b.diag();
  return arma::abs(arma::eig_gen(arma::eye(arma::size(b)) - b * arma::inv(written))).max();
}

double share_below(const std::vector<double>& values, double bound) {
  const auto n = std::ranges::count_if(values, [bound](double value) { return value < bound; });
  return static_cast<double>(n) / static_cast<double>(values.size());
}

}  // namespace ohmimo::verify
