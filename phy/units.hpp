// Decibels and the four meanings of "SNR". Model: y = H x + w with E|x_u|^2 = Es = 1 per user, E|h|^2 = 1 averaged over
// users, w ~ CN(0, N0) per receive antenna. A bare "SNR" appears nowhere in ohmimo.
//
//   kind        definition      above Es/N0 of one user [dB]
//   es_n0_user  Es/N0           0
//   rx_antenna  n_user Es/N0    10 log10 n_user    total signal power over noise at one receive antenna (rho)
//   eb_n0_user  Es/(N0 log2 M)  -10 log10 log2 M   per uncoded bit of one user at one antenna
//   array       n_rx Es/N0      10 log10 n_rx      one user after coherent combining over the array
#pragma once
#include <cmath>
#include <string_view>

#include "phy/enum_words.hpp"

namespace ohmimo {

inline double db_from_linear(double ratio) {
  return 10.0 * std::log10(ratio);
}
inline double linear_from_db(double value_db) {
  return std::pow(10.0, value_db / 10.0);
}

enum class SnrKind { es_n0_user, rx_antenna, eb_n0_user, array };
inline constexpr EnumWord<SnrKind> snr_kind_words[] = {{"user", SnrKind::es_n0_user},
                                                       {"rx", SnrKind::rx_antenna},
                                                       {"ebn0", SnrKind::eb_n0_user},
                                                       {"array", SnrKind::array}};

// What the conversion between the kinds depends on.
struct LinkShape {
  int n_rx = 0;
  int n_user = 0;
  int bits_per_symbol = 0;
};

// The word used on the command line. Throws std::invalid_argument on any other.
SnrKind snr_kind_from_name(std::string_view name);
std::string_view snr_kind_name(SnrKind kind);
// Words for plots and tables, for example "Es/N0 per user and antenna".
std::string_view snr_kind_label(SnrKind kind);

double convert_snr_db(double value_db, SnrKind from, SnrKind to, const LinkShape& shape);

// N0 for Es = 1 at the given SNR.
double noise_var_from_snr_db(double value_db, SnrKind kind, const LinkShape& shape);

}  // namespace ohmimo
