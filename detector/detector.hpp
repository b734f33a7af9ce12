// What a detector is. prepare() is for the work that depends on the channel only, detect() for what each vector costs.
// Where the former depends on the number of vectors too, it may wait for the first detect().
#pragma once
#include <cstddef>
#include <span>

#include "phy/batch.hpp"
#include "phy/rng.hpp"

namespace ohmimo {

struct SolverTally;  // detector/analogue/solver_tally.hpp

// Unbiased symbol estimates and their error variance.
// A singular or non-finite channel gives x = 0 and var = +inf, hence LLR 0: specified and tested, never asserted.
struct Estimate {
  MatrixBatch x;  // [n_channel][n_user][n_vector]
  RealBatch var;  // same shape: E|x_hat - x|^2 (noise, residual interference and analogue error)
};

// Hard decisions need no variance. Where x is enough, zf, mmse and mmse-biased leave var as it is, and zf and
// mmse-biased do not compute what they would need for it, a third of the factorisation; x is the same. The analogue
// ones leave the analogue error out of var, the others give var.
enum class Output { x_and_var, x_only };

// Under which names a detector's hardware draws: the errors of the devices that hold a channel, and the noise of
// reading them. The two differ where one channel serves many frames.
struct DrawNames {
  FrameId channel, reads;
  std::uint32_t first_channel = 0;  // number within the frame of the first channel of a batch that is a piece of it
  DrawNames(const FrameId& id) : channel(id), reads(id) {}
  DrawNames(const FrameId& channel_id, const FrameId& read_id, std::uint32_t first = 0)
      : channel(channel_id), reads(read_id), first_channel(first) {}
};

struct PrepareInput {
  float noise_var;
  DrawNames names;
  const MatrixBatch *h = nullptr, *y = nullptr;  // what G and z were made of, where it is known
};

// Antenna domain: sees H and y. A detector owns its work space and is used by one thread at a time.
class Detector {
 public:
  virtual ~Detector() = default;

  // Number of estimates one detect() gives: 1, or one per requested refinement cycle of the analogue solver.
  virtual std::size_t n_estimate() const { return 1; }

  // noise_var is that of all that is unknown in y: UplinkFrame::effective_noise_var() where h is an estimate.
  // h [n_channel][n_rx][n_user] must stay unchanged until the last detect() on it; names are for detectors
  // whose hardware draws device errors per channel.
  virtual void prepare(const MatrixBatch& h, float noise_var, const DrawNames& names) = 0;

  // y [n_channel][n_rx][n_vector]; out.size() must equal n_estimate().
  virtual void detect(const MatrixBatch& y, std::span<Estimate> out) = 0;

  // Both at once, for channels that serve this y only: a detector may do it faster. detect() then needs a new
  // prepare().
  virtual void prepare_and_detect(const MatrixBatch& h, const MatrixBatch& y, const PrepareInput& input,
                                  std::span<Estimate> out) {
    prepare(h, input.noise_var, input.names);
    detect(y, out);
  }

  // Adds the counts since the last call; digital detectors have none.
  virtual void take_tally(SolverTally&) {}
};

// Gram domain: almost every detector needs only G = H^H H and z = H^H y, so the two are computed once for all of them.
class GramDetector {
 public:
  virtual ~GramDetector() = default;
  virtual std::size_t n_estimate() const { return 1; }
  virtual void prepare(const MatrixBatch& gram, float noise_var, const DrawNames& names) = 0;
  // z [n_channel][n_user][n_vector]
  virtual void detect(const MatrixBatch& z, std::span<Estimate> out) = 0;

  // Both at once, as above.
  virtual void prepare_and_detect(const MatrixBatch& gram, const MatrixBatch& z, const PrepareInput& input,
                                  std::span<Estimate> out) {
    prepare(gram, input.noise_var, input.names);
    detect(z, out);
  }
  virtual void take_tally(SolverTally&) {}
};

}  // namespace ohmimo
