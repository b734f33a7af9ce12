#include "phy/coding/box_plus_rule.hpp"

#include <cmath>

namespace ohmimo::coding {

BoxPlusRule box_plus_rule(double code_rate) {
  BoxPlusRule rule = code_rate < 0.42 ? BoxPlusRule{6, 40, 47, {}} : BoxPlusRule{4, 28, 31, {}};
  for (int k = 0; k < n_correction - 1; ++k) {
    const double exact = rule.units_per_llr * std::log1p(std::exp(-static_cast<double>(k) / rule.units_per_llr));
    rule.less[k] = static_cast<std::uint8_t>(std::lround(exact));
  }
  return rule;
}

}  // namespace ohmimo::coding
