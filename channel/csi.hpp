// What the receiver knows of the channel (channel state information).
#pragma once
#include <string>
#include <string_view>

#include "phy/estimation/estimator_kind.hpp"

namespace ohmimo {

enum class CsiKind {
  perfect,  // it knows the channel
  error,    // h_hat = h + e with e ~ CN(0, error_var) i.i.d. per entry, whatever the user's power
  ls,       // estimated from pilots (phy/estimation/channel_estimator.hpp)
  lmmse,
  lmmse_robust
};

struct CsiSpec {
  std::string text = "perfect";
  double error_var = 0.0;  // of kind error
  CsiKind kind = CsiKind::perfect;

  bool is_perfect() const { return error_var == 0.0 && !uses_pilots(); }
  bool uses_pilots() const { return kind != CsiKind::perfect && kind != CsiKind::error; }
  EstimatorKind estimator() const;  // of a kind that uses pilots
};

// "perfect", "ls", "lmmse", "lmmse-robust", or "error:DB": the error lies DB below a user's mean power, error_var =
// 10^(-DB/10). Throws std::invalid_argument otherwise.
CsiSpec csi_spec(std::string_view text);

// For --help.
inline constexpr std::string_view csi_forms = "perfect|ls|lmmse|lmmse-robust|error:DB";
inline constexpr std::string_view csi_help =
    "what the receiver knows of the channel: all; estimates from pilots by least squares, or LMMSE with the true or a "
    "robust delay profile; all but an error DB below it";

}  // namespace ohmimo
