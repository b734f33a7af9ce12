// Rician fading: a plane wave from each user's direction, and i.i.d. Rayleigh fading.
#pragma once
#include <string_view>

#include "channel/channel_model.hpp"
#include "channel/scene.hpp"

namespace ohmimo {

// H = sqrt(K / (K + 1)) a(angle) e^(j phase) + sqrt(1 / (K + 1)) H_w, a_i = exp(j pi i sin angle): a line of antennas
// half a wavelength apart. Every user of every channel has an angle of its own, uniform over the sector of the scene,
// and one phase (Tse and Viswanath, Fundamentals of Wireless Communication, 2005, 7.2). k_db: K in dB as text. Throws
// std::invalid_argument naming field, rule and value.
FadingLaw rician(std::string_view k_db, const Scene& scene);

}  // namespace ohmimo
