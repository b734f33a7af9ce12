#include "apps/studies/sweep/pairing.hpp"

#include <algorithm>

#include "detector/registry.hpp"

namespace ohmimo::sweep {

int reference_of(const std::vector<CurveId>& curves, std::size_t k) {
  const std::string_view counterpart = detector_row(curves[k].detector).counterpart;
  auto found = curves.begin();
  if (!counterpart.empty())
    found = std::ranges::find(curves, counterpart, &CurveId::detector);
  else if (is_analogue(curves.front().detector))
    found = curves.end();
  return static_cast<int>(found == curves.end() ? k : static_cast<std::size_t>(found - curves.begin()));
}

}  // namespace ohmimo::sweep
