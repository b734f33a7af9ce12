#include "apps/config/curve_theory.hpp"

#include "apps/theory/theory.hpp"
#include "detector/linear/reference.hpp"
#include "detector/registry.hpp"

namespace ohmimo {
namespace {

// Diagonal of [G^-1] of the one channel of a fixed-channel run; empty if G is singular.
std::vector<double> fixed_channel_inverse(const LinkConfig& link, std::uint64_t seed) {
  UplinkFrame frame;
  FrameTruth truth;
  Uplink(link.uplink, link.constellation).generate({seed, 0, 0}, 1.0, frame, truth);
  ReferenceSolution solution;
  if (!reference_solve(frame.h.matrix(0), frame.y.matrix(0).col(0), 0.0, solution)) return {};
  return {solution.d.begin(), solution.d.end()};
}

using Form = std::function<double(double noise_var)>;

Form fixed_channel_form(const LinkConfig& link, std::uint64_t seed) {
  const std::vector<double> inverse = fixed_channel_inverse(link, seed);
  if (inverse.empty()) return {};
  return [inverse, bits = link.constellation.bits_per_symbol](double noise_var) {
    std::vector<double> sinr;
    for (const double d : inverse) sinr.push_back(1.0 / (noise_var * d));
    return ber_given_sinr(bits, sinr);
  };
}

Form form_of(const LinkConfig& link, const std::string& detector, std::uint64_t seed) {
  const UplinkConfig& uplink = link.uplink;
  const int bits = link.constellation.bits_per_symbol, n_rx = uplink.n_rx, n_user = uplink.n_user;
  const TheoryLaw law = theory_law(detector, n_user);
  const bool zf = law == TheoryLaw::zero_forcing;
  if (!uplink.csi.is_perfect() || link.words) return {};
  if (zf && uplink.fixed_channel) return fixed_channel_form(link, seed);
  if (!uplink.channel.law.iid) return {};
  if (zf)
    return [=, gains = user_gains(n_user, uplink.user_spread_db)](double noise_var) {
      return ber_zf_rayleigh(bits, gains, n_rx, 1.0 / noise_var);
    };
  if (law == TheoryLaw::mmse && !uplink.fixed_channel && uplink.user_spread_db == 0.0 && n_user <= n_rx)
    return [=](double noise_var) { return ber_mmse_rayleigh(bits, n_user, n_rx, 1.0 / noise_var); };
  return {};
}

std::string_view kind_of(TheoryLaw law) {
  switch (law) {
    case TheoryLaw::zero_forcing:
      return "exact";
    case TheoryLaw::mmse:
      return "gaussian-interference";
    case TheoryLaw::none:
      break;
  }
  return "";
}

}  // namespace

CurveTheory curve_theory(const LinkConfig& link, const CurveId& curve, std::uint64_t seed) {
  return {form_of(link, curve.detector, seed), kind_of(theory_law(curve.detector, link.uplink.n_user))};
}

}  // namespace ohmimo
