// The rival of the channel benchmark: a CDL as its equation stands, a sum over rays for every resource element, with
// Armadillo in single precision.
#pragma once
#include <armadillo>
#include <vector>

#include "channel/paths.hpp"
#include "channel/scene.hpp"
#include "channel/tr38901/cdl_rays.hpp"

namespace ohmimo::bench {

class RaySumRival {
 public:
  // The slot named id of CDL-C as the model draws it for n_user users that stand in the scene's sector.
  RaySumRival(const Scene& scene, int n_rx, int n_user, const FrameId& id);

  // Channel of one user on one resource element [n_rx].
  arma::cx_fvec channel(std::size_t user, double frequency_hz, double time_s) const;

 private:
  struct User {
    arma::cx_fmat response;                   // [n_rx][ray], with its initial phase
    std::vector<double> delay_s, doppler_hz;  // [ray]
  };
  std::vector<User> users_;
};

}  // namespace ohmimo::bench
