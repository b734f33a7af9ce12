#include "rram/array_dump.hpp"

#include <algorithm>

namespace ohmimo::rram {
namespace {

std::vector<NamedArray> arrays_of(const BlockInverse& inverse) {
  std::vector<NamedArray> arrays;
  inverse.list("m", arrays);
  return arrays;
}

}  // namespace

std::vector<ProgrammedArray> slice_dump(const BitSlicedMatrix& copy, const DeviceModel& device) {
  std::vector<ProgrammedArray> dump;
  const SliceReads* reads = copy.reads();
  for (std::size_t k = 0; reads != nullptr && k < reads->n_array(); ++k) {
    const arma::mat g_S = device.zero_S + device.step_S * reads->levels(k);
    dump.push_back({"slice" + std::to_string(k / 2), k % 2 == 0 ? "slice+" : "slice-", g_S});
  }
  return dump;
}

std::vector<ProgrammedArray> array_dump(const BlockInverse& inverse, const DeviceModel& device) {
  std::vector<ProgrammedArray> dump;
  const auto g_S = [&device](const Dense& cells) { return conductances_S(cells, device.zero_S, device.unit_S()); };
  for (const NamedArray& array : arrays_of(inverse)) {
    if (array.product != nullptr) {
      dump.push_back({array.name, "product+", g_S(array.product->cells().positive)});
      dump.push_back({array.name, "product-", g_S(array.product->cells().negative)});
      continue;
    }
    const TileMapping& mapping = array.inverse->mapping();
    dump.push_back({array.name, "inverse", g_S(array.inverse->cells())});
    dump.push_back({array.name, "bias", arma::mat{mapping.m * device.unit_S() + device.zero_S}});
    dump.push_back({array.name, "diagonal", arma::mat{mapping.n * device.unit_S()}});
  }
  return dump;
}

std::vector<ArrayOperation> visit_voltages(const BlockInverse& inverse, const std::vector<TileVisit>& visits,
                                           const SolverConfig& config) {
  const std::vector<NamedArray> arrays = arrays_of(inverse);
  std::vector<ArrayOperation> operations;
  for (const TileVisit& visit : visits) {
    const auto named = std::ranges::find(arrays, visit.array, &NamedArray::inverse);
    const arma::vec in(visit.in), out(visit.out);
    const double magnitude = arma::abs(in).max();
    const double volt = magnitude > 0.0 ? config.analogue.full_scale_V / magnitude : 0.0;
    // G = unit A / scale and v = -g_source G^-1 x, as draw_inverse() has it.
    const double gain = -config.analogue.circuit.g_source_S * visit.array->mapping().scale / config.device.unit_S();
    operations.push_back({named->name, volt * in, gain * volt * out});
  }
  return operations;
}

}  // namespace ohmimo::rram
