// What all models with users of their own place share: their random streams and how they move.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "channel/scene.hpp"
#include "channel/tr38901/angles.hpp"
#include "phy/rng.hpp"

namespace ohmimo {

// Place, motion and large-scale parameters of a user; its rays.
inline RngStream stream_of_place(const FrameId& id, std::size_t user) {
  return RngStream(id, Purpose::channel, static_cast<std::uint32_t>(2 * user));
}
inline RngStream stream_of_fading(const FrameId& id, std::size_t user) {
  return RngStream(id, Purpose::channel, static_cast<std::uint32_t>(2 * user + 1));
}

// The velocity of a user is horizontal.
struct Motion {
  double max_doppler_hz = 0.0;  // speed over wavelength
  double heading_rad = 0.0;     // azimuth of the velocity
};

// Every heading is as likely.
inline Motion draw_motion(const Scene& scene, RngStream& stream) {
  return {scene.max_doppler_hz(), 2.0 * std::numbers::pi * stream.uniform()};
}

// (7.5-25) with the direction of the ray at the terminal.
inline double doppler_hz(const Motion& motion, double azimuth_deg, double zenith_deg) {
  if (motion.max_doppler_hz == 0.0) return 0.0;
  return motion.max_doppler_hz * std::sin(folded_zenith_deg(zenith_deg) * degree) *
         std::cos(azimuth_deg * degree - motion.heading_rad);
}

}  // namespace ohmimo
