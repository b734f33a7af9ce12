// What a detector is. prepare() is for the work that depends on the channel only, detect() for what each vector costs.
// Where the former depends on the number of vectors too, it may wait for the first detect().
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phy/batch.hpp"
#include "phy/rng.hpp"
#include "rram/solver.hpp"

namespace ohmimo {

// Unbiased symbol estimates and their error variance.
// A singular or non-finite channel gives x = 0 and var = +inf, hence LLR 0: specified and tested, never asserted.
struct Estimate {
  MatrixBatch x;  // [n_channel][n_user][n_vector]
  RealBatch var;  // same shape: E|x_hat - x|^2 (noise, residual interference and analogue error)
};

// Hard decisions need no variance. Where x is enough, zf, mmse and mmse-biased leave var as it is, and zf and
// mmse-biased do not compute what they would need for it, a third of the factorisation; x is the same. Other detectors
// give var.
enum class Output { x_and_var, x_only };

// How the solves of an analogue detector ended, counted per vector, and the operations of the modelled hardware.
struct SolverTally {
  std::uint64_t systems = 0;  // matrices programmed; of a fixed channel the same one again for every frame
  std::uint64_t vectors = 0;  // right-hand sides solved
  std::uint64_t diverged = 0, saturated = 0, unstable = 0, not_finite = 0;
  rram::ReadCount hp_reads;  // of the analogue HP-MVM, where it is simulated
  rram::OperationCount ops;

  SolverTally& operator+=(const SolverTally& other);
};

// Under which names a detector's hardware draws: the errors of the devices that hold a channel, and the noise of
// reading them. The two differ where one channel serves many frames.
struct DrawNames {
  FrameId channel, reads;
  DrawNames(const FrameId& id) : channel(id), reads(id) {}
  DrawNames(const FrameId& channel_id, const FrameId& read_id) : channel(channel_id), reads(read_id) {}
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

  // Counts since the last call; all zero for digital detectors.
  virtual SolverTally take_tally() { return {}; }
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
  virtual SolverTally take_tally() { return {}; }
};

// g = H^H H [n_channel][n_user][n_user] and z = H^H y [n_channel][n_user][n_vector]; outputs are resized.
void gram(const MatrixBatch& h, MatrixBatch& g);
void matched_filter(const MatrixBatch& h, const MatrixBatch& y, MatrixBatch& z);

// Both, block by block: faster, because H is read once.
void gram_and_filter(const MatrixBatch& h, const MatrixBatch& y, MatrixBatch& g, MatrixBatch& z);

// Turns a Gram-domain detector into a Detector by computing G and z.
std::unique_ptr<Detector> with_gram(std::unique_ptr<GramDetector> inner);

struct DetectorConfig {
  std::string name;               // one of detector_names()
  std::vector<int> cycles = {1};  // refinement cycles reported by rram-*: ascending, >= 1
  rram::SolverConfig solver;      // used by rram-*
  Output output = Output::x_and_var;
};

// mrc, zf, mmse, mmse-biased, reference, reference-mmse, rram-zf, rram-mmse.
std::span<const std::string_view> detector_names();
bool is_analogue(std::string_view detector);

// The only list of methods; throws std::invalid_argument naming the field and the value. make_gram_detector gives
// nullptr for the detectors that live in the antenna domain (reference*).
std::unique_ptr<GramDetector> make_gram_detector(const DetectorConfig& config);
std::unique_ptr<Detector> make_detector(const DetectorConfig& config);

}  // namespace ohmimo
