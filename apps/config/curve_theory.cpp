#include "apps/config/curve_theory.hpp"

#include "apps/theory/theory.hpp"
#include "detector/linear/reference.hpp"

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

bool zero_forcing(const std::string& detector, int n_user) {
  return detector == "zf" || detector == "rram-zf" || detector == "reference" ||
         (n_user == 1 && detector != "mmse-biased");
}

bool regularised(const std::string& detector) {
  return detector == "mmse" || detector == "rram-mmse" || detector == "reference-mmse";
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
  const bool zf = zero_forcing(detector, n_user);
  if (zf && uplink.fixed_channel) return fixed_channel_form(link, seed);
  if (uplink.model.correlation != 0.0) return {};
  if (zf)
    return [=, gains = user_gains(n_user, uplink.user_spread_db)](double noise_var) {
      return ber_zf_rayleigh(bits, gains, n_rx, 1.0 / noise_var);
    };
  if (regularised(detector) && !uplink.fixed_channel && uplink.user_spread_db == 0.0 && n_user < n_rx)
    return [=](double noise_var) { return ber_mmse_rayleigh(bits, n_user, n_rx, 1.0 / noise_var); };
  return {};
}

}  // namespace

CurveTheory curve_theory(const LinkConfig& link, const CurveId& curve, std::uint64_t seed) {
  const bool interference = regularised(curve.detector) && link.uplink.n_user > 1;
  return {form_of(link, curve.detector, seed), interference ? "gaussian-interference" : "exact"};
}

}  // namespace ohmimo
