// Rayleigh fading: i.i.d., and correlated exponentially along the base station's antennas.
#pragma once
#include <string_view>

#include "channel/channel_model.hpp"

namespace ohmimo {

// Entries i.i.d. CN(0, 1), also in the form of Bartlett's factor of the Gram matrix.
FadingLaw iid_rayleigh();

// E[h_a conj h_b] = rho^|a-b| for antennas a and b, rho in [0, 1) (Loyka, IEEE Commun. Lett. 5(9), 2001).
FadingLaw exponential_rayleigh(double rho);

// rho as text. Throws std::invalid_argument naming field, rule and value.
FadingLaw exponential_rayleigh_from_text(std::string_view text);

}  // namespace ohmimo
