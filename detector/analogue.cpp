#include "detector/analogue.hpp"

#include <cmath>
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
    digital_.factor(gram, {ridge});
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
      double* re = b_.colptr(u);
      double* im = b_.colptr(n_user + u);
      for (std::size_t v = 0; v < n_vector; ++v, p += 2 * n_lane) {
        re[v] = p[0];
        im[v] = p[n_lane];
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
    const auto zero = [vector](const arma::mat& m) {
      arma::uword j = 0;
      while (j < m.n_cols && m(vector, j) == 0.0) ++j;
      return j == m.n_cols;
    };
    return !zero(x) || zero(b_);
  }

  // error_[v]: mean over users of |r_u [A^-1]_uu|^2; NaN where the vector has no answer.
  void find_error(const Solved& solved, const arma::mat& x, const arma::mat& r) {
    const std::size_t n_user = x.n_cols / 2, block = solved.channel / n_lane, lane = solved.channel % n_lane;
    const bool channel_ok = digital_.valid().at(block, 0, 0)[lane] > 0.5f;
    error_.assign(r.n_rows, 0.0);
    for (std::size_t u = 0; u < n_user; ++u) {
      const float inverse = digital_.diagonal().at(block, 0, 0)[u * n_lane + lane];
      for (std::size_t v = 0; v < error_.size(); ++v) {
        const double re = r(v, u) * inverse, im = r(v, n_user + u) * inverse;
        error_[v] += (re * re + im * im) / static_cast<double>(n_user);
      }
    }
    for (std::size_t v = 0; v < error_.size(); ++v)
      if (!channel_ok || !usable(solved, v, x)) error_[v] = NAN;
  }

  void save(const Solved& solved, const arma::mat& x, const arma::mat& r, Estimate& out) {
    const std::size_t n_user = out.x.rows(), block = solved.channel / n_lane, lane = solved.channel % n_lane;
    find_error(solved, x, r);
    const BlockView x_block = out.x.block(block);
    for (std::size_t u = 0; u < n_user; ++u) {
      const float scale = scaling_.scale.at(block, u, 0)[lane];
      const float noise = scaling_.variance.at(block, u, 0)[lane];
      float* value = x_block.data + u * x_block.stride + lane;
      float* var_out = out.var.at(block, u, 0) + lane;
      for (std::size_t v = 0; v < error_.size(); ++v, value += 2 * n_lane, var_out += n_lane) {
        const float re = scale * static_cast<float>(x(v, u)), im = scale * static_cast<float>(x(v, n_user + u));
        const float var = noise + scale * scale * static_cast<float>(error_[v]);
        const bool finite = std::isfinite(var) && std::isfinite(re * re + im * im);
        value[0] = finite ? re : 0.0f;
        value[n_lane] = finite ? im : 0.0f;
        *var_out = finite ? var : std::numeric_limits<float>::infinity();
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
  std::vector<double> error_;
  rram::CycleLog log_;
  SolverTally tally_;
};

}  // namespace

std::unique_ptr<GramDetector> make_analogue(const DetectorConfig& config, LinearKind kind) {
  return std::make_unique<Analogue>(config, kind);
}

}  // namespace ohmimo
