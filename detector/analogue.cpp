#include "detector/analogue.hpp"

#include <limits>
#include <stdexcept>

#include "rram/mapping.hpp"

namespace ohmimo {
namespace {

class Analogue final : public GramDetector {
 public:
  Analogue(const DetectorConfig& config, LinearKind kind) : kind_(kind), solver_(config.solver) {
    if (config.cycles.empty()) throw std::invalid_argument("cycles must name at least one refinement cycle");
    log_.keep = config.cycles;
    solver_.cycles = config.cycles.back();
  }

  std::size_t n_estimate() const override { return log_.keep.size(); }

  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames& names) override {
    const float ridge = ridge_of(kind_, noise_var);
    reads_ = names.reads;
    digital_.factor(gram, ridge);
    scaling_.set(digital_, kind_, noise_var);
    systems_.clear();
    for (std::size_t channel = 0; channel < gram.n_channel(); ++channel) {
      arma::cx_mat a = gram.matrix(channel);
      a.diag() += ridge;
      RngStream device(names.channel, Purpose::device_program, static_cast<std::uint32_t>(channel));
      systems_.push_back(rram::program(rram::embed_complex(a), solver_, device));
      tally_.ops += systems_.back().programming();
    }
    tally_.systems += systems_.size();
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    for (Estimate& estimate : out) {
      estimate.x.resize(z.n_channel(), z.rows(), z.cols());
      estimate.var.resize(z.n_channel(), z.rows(), z.cols());
    }
    for (std::size_t channel = 0; channel < z.n_channel(); ++channel) {
      load(z, channel);
      RngStream read(reads_, Purpose::device_read, static_cast<std::uint32_t>(channel));
      const rram::SolveReport report = systems_[channel].solve(b_, x_, &log_, &read);
      tally_.vectors += z.cols();
      for (Status status : report.vector_status) {
        tally_.diverged += status == Status::diverged;
        tally_.saturated += status == Status::saturated;
        tally_.unstable += status == Status::unstable;
        tally_.not_finite += status == Status::not_finite;
      }
      tally_.hp_reads += report.hp_reads;
      tally_.ops += report.ops;
      for (std::size_t k = 0; k < log_.keep.size(); ++k) save({channel, report}, log_.x[k], log_.residual[k], out[k]);
    }
  }

  SolverTally take_tally() override { return std::exchange(tally_, {}); }

 private:
  using Status = rram::SolveReport::Status;

  // b_ row v = [Re z; Im z] of vector v, the real form of the complex right-hand side.
  void load(const MatrixBatch& z, std::size_t channel) {
    const std::size_t n_user = z.rows(), n_vector = z.cols(), lane = channel % n_lane;
    const ConstBlockView block = z.block(channel / n_lane);
    b_.set_size(n_vector, 2 * n_user);
    for (std::size_t u = 0; u < n_user; ++u) {
      const float* p = block.data + u * block.stride + lane;
      for (std::size_t v = 0; v < n_vector; ++v) {
        b_(v, u) = p[v * 2 * n_lane];
        b_(v, n_user + u) = p[v * 2 * n_lane + n_lane];
      }
    }
  }

  struct Solved {
    std::size_t channel;
    const rram::SolveReport& report;
  };

  // Whether x is an answer: not where nothing could be solved, nor where refinement found nothing better than x = 0.
  bool usable(const Solved& solved, std::size_t vector, const arma::mat& x) const {
    const Status status = solved.report.vector_status[vector];
    if (status == Status::not_finite || status == Status::unstable) return false;
    const auto zero = [vector](const arma::mat& m) { return arma::all(m.row(vector) == 0.0); };
    return !zero(x) || zero(b_);
  }

  void save(const Solved& solved, const arma::mat& x, const arma::mat& r, Estimate& out) const {
    const std::size_t n_user = out.x.rows(), block = solved.channel / n_lane, lane = solved.channel % n_lane;
    const bool channel_ok = digital_.valid().at(block, 0, 0)[lane] > 0.5f;
    const float* inverse = digital_.diagonal().at(block, 0, 0);
    for (std::size_t v = 0; v < out.x.cols(); ++v) {
      double error = 0.0;  // mean over users of |r_u [A^-1]_uu|^2
      for (std::size_t u = 0; u < n_user; ++u) {
        const double re = r(v, u) * inverse[u * n_lane + lane], im = r(v, n_user + u) * inverse[u * n_lane + lane];
        error += (re * re + im * im) / static_cast<double>(n_user);
      }
      const bool ok = channel_ok && std::isfinite(error) && usable(solved, v, x);
      for (std::size_t u = 0; u < n_user; ++u) {
        const float scale = scaling_.scale.at(block, u, 0)[lane];
        const float noise = scaling_.variance.at(block, u, 0)[lane];
        const std::complex<float> value(static_cast<float>(x(v, u)), static_cast<float>(x(v, n_user + u)));
        const float var = noise + scale * scale * static_cast<float>(error);
        const bool finite = ok && std::isfinite(var) && std::isfinite(std::norm(scale * value));
        out.x.set(solved.channel, u, v, finite ? scale * value : std::complex<float>());
        out.var.at(block, u, v)[lane] = finite ? var : std::numeric_limits<float>::infinity();
      }
    }
  }

  LinearKind kind_;
  FrameId reads_;
  rram::SolverConfig solver_;
  RegularisedInverse digital_;
  OutputScaling scaling_;
  std::vector<rram::ProgrammedSystem> systems_;
  arma::mat b_, x_;  // [n_vector][2 n_user]
  rram::CycleLog log_;
  SolverTally tally_;
};

}  // namespace

std::unique_ptr<GramDetector> make_analogue(const DetectorConfig& config, LinearKind kind) {
  return std::make_unique<Analogue>(config, kind);
}

}  // namespace ohmimo
