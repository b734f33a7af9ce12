#include "channel/csi.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "channel/parameter.hpp"
#include "phy/units.hpp"

namespace ohmimo {

CsiSpec csi_spec(std::string_view text) {
  if (text == "perfect") return {};
  constexpr std::string_view error = "error:";
  if (!text.starts_with(error))
    throw std::invalid_argument(fmt::format("csi must be perfect or error:DB, got \"{}\"", text));
  const double below_db = parameter_from_text("csi error", text.substr(error.size()));
  if (!(below_db >= -30.0 && below_db <= 200.0))
    throw std::invalid_argument(fmt::format("csi error must be from -30 to 200 dB, got {}", below_db));
  return {std::string(text), linear_from_db(-below_db)};
}

}  // namespace ohmimo
