// MMSE detection with Eigen, one channel and one vector at a time; built only with OHMIMO_EIGEN (CMakeLists.txt), for
// Eigen is as fast as the instruction set it is compiled for.
#pragma once
#include <memory>

#include "phy/batch.hpp"

namespace ohmimo::bench {

class EigenMmse {
 public:
  EigenMmse(const MatrixBatch& h, const MatrixBatch& y);  // y [n_channel][n_rx][1]
  ~EigenMmse();

  // x = (H^H H + noise_var I)^-1 H^H y by LLT, of dynamic size.
  void detect(float noise_var);
  std::complex<float> x(std::size_t channel, std::size_t user) const;

 private:
  struct Channels;
  std::unique_ptr<Channels> channels_;
};

}  // namespace ohmimo::bench
