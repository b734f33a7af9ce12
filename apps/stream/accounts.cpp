#include "apps/stream/accounts.hpp"

#include <numeric>

namespace ohmimo::stream {

AntennaAccount& AntennaAccount::operator+=(const AntennaAccount& other) {
  received += other.received;
  lost += other.lost;
  late += other.late;
  duplicate += other.duplicate;
  reordered += other.reordered;
  return *this;
}

std::uint64_t Accounts::n_malformed() const {
  return std::accumulate(malformed.begin(), malformed.end(), std::uint64_t{0});
}

AntennaAccount Accounts::all_antennas() const {
  AntennaAccount sum;
  for (const AntennaAccount& antenna : antennas) sum += antenna;
  return sum;
}

}  // namespace ohmimo::stream
