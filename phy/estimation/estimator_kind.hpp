// How a receiver estimates channels from pilots.
#pragma once
#include "phy/enum_words.hpp"

namespace ohmimo {

enum class EstimatorKind {
  ls,           // de-spread, straight lines over frequency and time
  lmmse,        // from the true delay profile, powers and Doppler of every user
  lmmse_robust  // from delays spread evenly over the cyclic prefix, measured powers and the largest Doppler
};
inline constexpr EnumWord<EstimatorKind> estimator_kind_words[] = {
    {"ls", EstimatorKind::ls}, {"lmmse", EstimatorKind::lmmse}, {"lmmse-robust", EstimatorKind::lmmse_robust}};

}  // namespace ohmimo
