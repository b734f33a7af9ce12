#include "rram/wires/wire_use.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ohmimo::rram {

void WireUse::add(const WiredArray& array) {
  (array.method == WireMethod::exact ? exact : approximate) += 1;
  error_bound = std::max(error_bound, array.error_bound);
}

WireUse& WireUse::operator+=(const WireUse& other) {
  exact += other.exact;
  approximate += other.approximate;
  error_bound = std::max(error_bound, other.error_bound);
  return *this;
}

std::string wire_text(const WireUse& use) {
  std::string text;
  if (use.exact > 0) text = fmt::format("{} array(s) by exact port reduction (rounding only)", use.exact);
  if (use.approximate > 0)
    text += fmt::format("{}{} array(s) by the closed form, conductances off by at most {:.1e} (relative, proven bound)",
                        text.empty() ? "" : ", ", use.approximate, use.error_bound);
  return "wires: " + (text.empty() ? "no array" : text);
}

}  // namespace ohmimo::rram
