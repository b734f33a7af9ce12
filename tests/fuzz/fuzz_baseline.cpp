// Fuzz target: tables of published detectors.
#include <cmath>

#include "apps/studies/compare/baseline.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;
using namespace ohmimo::compare;

namespace {

void require_sound(const Baseline& row) {
  fuzz::require(!row.id.empty() && !row.source.empty(), "a row has a name and a source");
  fuzz::require(!kind_name(row.kind).empty() && !grade_name(row.grade).empty(), "kind and grade have names");
  for (const auto& stated : {row.node_nm, row.supply_V, row.clock_MHz, row.throughput_Gbps, row.area_mm2,
                             row.peak_flop_per_s, row.stated_power_mW, row.stated_energy_pJ_per_bit})
    fuzz::require(!stated || (std::isfinite(*stated) && *stated > 0.0), "a stated quantity is a number > 0");
  for (const auto& derived :
       {row.power_mW(), row.energy_pJ_per_bit(), row.vectors_per_s(), row.nJ_per_vector(), row.Gbps_per_mm2()})
    fuzz::require(!derived || !std::isnan(*derived), "a derived quantity is a number");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::vector<Baseline> rows = parse_baselines(fuzz::text_of(data, size), "a.toml");
    fuzz::require(!rows.empty(), "a table has rows");
    for (const Baseline& row : rows) require_sound(row);
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
