#include "apps/studies/sweep/hardware_book.hpp"

#include <array>
#include <set>

#include "detector/registry.hpp"

namespace ohmimo::sweep {
namespace {

// One row per figure: its name in the store, and how it is read and written.
struct FigureName {
  std::string_view name;
  double (*get)(const HardwareFigures&);
  void (*set)(HardwareFigures&, double);
};

template <auto member>
constexpr FigureName named(std::string_view name) {
  return {name, [](const HardwareFigures& f) { return static_cast<double>(f.*member); },
          [](HardwareFigures& f, double value) {
            f.*member = static_cast<std::remove_reference_t<decltype(f.*member)>>(value);
          }};
}

constexpr std::array<FigureName, 8> names = {{
    named<&HardwareFigures::latency_us>("latency_us"),
    named<&HardwareFigures::nJ_per_vector>("nJ_per_vector"),
    named<&HardwareFigures::programming_us>("programming_us"),
    named<&HardwareFigures::nJ_per_channel>("nJ_per_channel"),
    named<&HardwareFigures::area_mm2>("area_mm2"),
    named<&HardwareFigures::arrays>("arrays"),
    named<&HardwareFigures::array_rows>("array_rows"),
    named<&HardwareFigures::wire_error>("wire_error"),
}};

}  // namespace

std::vector<PricedSetting> missing_settings(const Study& study, const std::vector<Run>& runs,
                                            const HardwareBook& book) {
  std::vector<PricedSetting> missing;
  std::set<std::string> seen;
  for (std::size_t m = 0; m < runs.size(); ++m)
    for (const CurveId& curve : runs[m].curves) {
      if (!is_analogue(curve.detector)) continue;
      const std::string setting = hardware_setting(runs[m].config, curve.cycle);
      if (!book.contains(setting) && seen.insert(setting).second) missing.push_back({&study.members[m], curve.cycle});
    }
  return missing;
}

HardwareBook read_book(const counts::CountStore& store) {
  HardwareBook book;
  for (const auto& [setting, figures] : store.figures())
    for (const FigureName& name : names)
      if (const auto found = figures.find(name.name); found != figures.end()) name.set(book[setting], found->second);
  return book;
}

void write_figures(counts::CountStore& store, const std::string& setting, const HardwareFigures& figures) {
  counts::CountStore::Figures values;
  for (const FigureName& name : names) values[std::string(name.name)] = name.get(figures);
  store.put_figures(setting, values);
}

}  // namespace ohmimo::sweep
