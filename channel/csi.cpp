#include "channel/csi.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "channel/parameter.hpp"
#include "phy/units.hpp"

namespace ohmimo {
namespace {

CsiKind kind_of(EstimatorKind estimator) {
  switch (estimator) {
    case EstimatorKind::ls:
      return CsiKind::ls;
    case EstimatorKind::lmmse:
      return CsiKind::lmmse;
    case EstimatorKind::lmmse_robust:
      break;
  }
  return CsiKind::lmmse_robust;
}

}  // namespace

EstimatorKind CsiSpec::estimator() const {
  return kind == CsiKind::ls      ? EstimatorKind::ls
         : kind == CsiKind::lmmse ? EstimatorKind::lmmse
                                  : EstimatorKind::lmmse_robust;
}

CsiSpec csi_spec(std::string_view text) {
  if (text == "perfect") return {};
  for (const auto& [word, estimator] : estimator_kind_words)
    if (text == word) return {std::string(text), 0.0, kind_of(estimator)};
  constexpr std::string_view error = "error:";
  if (!text.starts_with(error))
    throw std::invalid_argument(
        fmt::format("csi must be perfect, ls, lmmse, lmmse-robust or error:DB, got \"{}\"", text));
  const double below_db = parameter_from_text("csi error", text.substr(error.size()));
  if (!(below_db >= 0.0 && below_db <= 200.0))
    throw std::invalid_argument(fmt::format("csi error must be from 0 to 200 dB, got {}", below_db));
  return {std::string(text), linear_from_db(-below_db), CsiKind::error};
}

}  // namespace ohmimo
