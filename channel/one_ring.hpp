// One-ring model: each user's signal arrives from scatterers around it, spread about its direction.
#pragma once
#include <string_view>

#include "channel/channel_model.hpp"
#include "channel/scene.hpp"

namespace ohmimo {

// Given the user's angle, h is CN(0, R) with R_ij = integral of f(d) exp(j pi (i - j) sin(angle + d)) over d, f
// Gaussian of standard deviation AS (Bjornson, Hoydis, Sanguinetti, Massive MIMO Networks, 2017, eq. 2.23; Shiu et al.
// 2000), for a line of antennas half a wavelength apart. Every user of every channel has an angle of its own, uniform
// over the sector.
//
// h is a sum of waves at the nodes of a trapezoidal rule over 6 standard deviations to each side. The rule's error
// falls faster than exponentially, and its step follows array and spread: R is exact to 1e-8, for any angle and spread.
// spread_deg: AS in degrees as text. Throws std::invalid_argument naming field, rule and value.
FadingLaw one_ring(std::string_view spread_deg, const Scene& scene);

}  // namespace ohmimo
