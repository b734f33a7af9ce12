// The closed form that a curve is held against, where there is one.
//   law zero_forcing over i.i.d. Rayleigh   exact (theory.hpp), any user spread
//   the same on a fixed channel             exact given that H: post-detection SNRs 1/(N0 [G^-1]_kk)
//   law mmse                                exact SINR law with Gaussian interference; equal gains, users <= rx
// The laws are those of detector/registry.hpp. An analogue detector has that of its digital counterpart: what it tends
// to with perfect hardware. Perfect channel knowledge only.
#pragma once
#include <functional>
#include <optional>
#include <string_view>

#include "apps/link/link_run.hpp"

namespace ohmimo {

struct CurveTheory {
  std::function<double(double noise_var)> form;  // BER; empty = there is none
  // What the form is: "exact" or "gaussian-interference" (MMSE of several users: close to full load 2 to 3 % high,
  // at full load up to 10 %); empty for a detector without a law.
  std::string_view kind;

  bool known() const { return static_cast<bool>(form); }
  std::optional<double> ber(double noise_var) const {
    return form ? std::optional<double>(form(noise_var)) : std::nullopt;
  }
};

// seed: of the run, which names the channel of a fixed one.
CurveTheory curve_theory(const LinkConfig& link, const CurveId& curve, std::uint64_t seed);

}  // namespace ohmimo
