#include "phy/units.hpp"

#include <stdexcept>

namespace ohmimo {
namespace {

// How far a kind lies above Es/N0 of one user at one antenna.
double offset_db(SnrKind kind, const LinkShape& shape) {
  switch (kind) {
    case SnrKind::es_n0_user:
      return 0.0;
    case SnrKind::rx_antenna:
      return db_from_linear(shape.n_user);
    case SnrKind::eb_n0_user:
      return -db_from_linear(shape.bits_per_symbol);
    case SnrKind::array:
      return db_from_linear(shape.n_rx);
  }
  throw std::invalid_argument("unknown SNR kind");
}

}  // namespace

SnrKind snr_kind_from_name(std::string_view name) {
  return value_of_word("snr-def", snr_kind_words, name);
}

std::string_view snr_kind_name(SnrKind kind) {
  return word_of_value(snr_kind_words, kind);
}

std::string_view snr_kind_label(SnrKind kind) {
  switch (kind) {
    case SnrKind::es_n0_user:
      return "Es/N0 of one user at one antenna";
    case SnrKind::rx_antenna:
      return "received SNR per antenna, all users";
    case SnrKind::eb_n0_user:
      return "Eb/N0 of one user at one antenna";
    case SnrKind::array:
      return "array SNR of one user, n_rx Es/N0";
  }
  throw std::invalid_argument("unknown SNR kind");
}

double convert_snr_db(double value_db, SnrKind from, SnrKind to, const LinkShape& shape) {
  return value_db - offset_db(from, shape) + offset_db(to, shape);
}

double noise_var_from_snr_db(double value_db, SnrKind kind, const LinkShape& shape) {
  return 1.0 / linear_from_db(convert_snr_db(value_db, kind, SnrKind::es_n0_user, shape));
}

}  // namespace ohmimo
