// What the receiver knows of the channel (channel state information).
#pragma once
#include <string>
#include <string_view>

namespace ohmimo {

// The receiver's channel is h_hat = h + e with e ~ CN(0, error_var) i.i.d. per entry, whatever the user's power: what
// least squares leaves of pilots. 0 = it knows the channel.
struct CsiSpec {
  std::string text = "perfect";
  double error_var = 0.0;

  bool is_perfect() const { return error_var == 0.0; }
};

// "perfect", or "error:DB": the error lies DB below a user's mean power, error_var = 10^(-DB/10). Throws
// std::invalid_argument otherwise.
CsiSpec csi_spec(std::string_view text);

// For --help.
inline constexpr std::string_view csi_forms = "perfect|error:DB";
inline constexpr std::string_view csi_help =
    "what the receiver knows of the channel: all, or with an error DB below it";

}  // namespace ohmimo
