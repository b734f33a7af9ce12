#include "channel/paths.hpp"

namespace ohmimo {

void PathSet::resize(std::size_t rx, std::size_t users, std::size_t paths, std::size_t times) {
  n_rx = rx;
  n_user = users;
  n_path = paths;
  n_time = times;
  sampled_hz = 0.0;
  delay_s.resize(users * paths);
  power.resize(users * paths);
  doppler_hz.resize(users);
  gain.resize(times * users * paths * rx);
}

}  // namespace ohmimo
