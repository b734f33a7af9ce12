#include "detector/analogue/analogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "detector/analogue/lane_estimates.hpp"
#include "detector/analogue/solver_tally.hpp"
#include "phy/channel_rows.hpp"
#include "phy/simd/isa.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/remedy.hpp"
#include "rram/system_lanes.hpp"

namespace ohmimo {
namespace {

// The n vectors of one user.
struct ComplexRow {
  const double* re;
  const double* im;
  std::size_t n;
};

// error = error + share |r|^2
[[gnu::always_inline]] inline void add_error(const ComplexRow& r, double share, double* __restrict error) {
  for (std::size_t v = 0; v < r.n; ++v) error[v] += share * (r.re[v] * r.re[v] + r.im[v] * r.im[v]);
}

// The same in the vectors where counts is 1.
[[gnu::always_inline]] inline void add_masked_error(const ComplexRow& r, double share, const double* __restrict counts,
                                                    double* __restrict error) {
  for (std::size_t v = 0; v < r.n; ++v) error[v] += counts[v] * (share * (r.re[v] * r.re[v] + r.im[v] * r.im[v]));
}

struct UserScale {
  float scale, noise;
};
struct UserRows {
  float *re, *im, *var;
};
// x = 0 and var = inf where a number is not finite.
[[gnu::always_inline]] inline void finish_user(const ComplexRow& x, const double* __restrict error,
                                               const UserScale& user, const UserRows& out) {
  const float scale = user.scale, noise = user.noise;
  float* __restrict out_re = out.re;
  float* __restrict out_im = out.im;
  float* __restrict out_var = out.var;
  for (std::size_t v = 0; v < x.n; ++v) {
    const float re = scale * static_cast<float>(x.re[v]), im = scale * static_cast<float>(x.im[v]);
    const float var = noise + scale * scale * static_cast<float>(error[v]);
    const bool finite = std::isfinite(var) && std::isfinite(re * re + im * im);
    out_re[v] = finite ? re : 0.0f;
    out_im[v] = finite ? im : 0.0f;
    out_var[v] = finite ? var : std::numeric_limits<float>::infinity();
  }
}

void set_identity(const MatrixBatch& like, MatrixBatch& identity) {
  identity.resize(like.n_channel(), like.rows(), like.rows());
  for (std::size_t c = 0; c < like.n_channel(); ++c)
    for (std::size_t u = 0; u < like.rows(); ++u)
      for (std::size_t w = 0; w < like.rows(); ++w) identity.set(c, u, w, u == w ? 1.f : 0.f);
}

class Analogue final : public GramDetector {
 public:
  Analogue(LinearKind kind, const rram::SolverConfig& solver, const std::vector<int>& cycles, Output output,
           double error_scale)
      : kind_(kind), output_(output), error_scale_(error_scale), solver_(solver) {
    if (cycles.empty()) throw std::invalid_argument("cycles must name at least one refinement cycle");
    log_.keep = cycles;
    solver_.cycles = cycles.back();
  }

  std::size_t n_estimate() const override { return log_.keep.size(); }

  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames& names) override {
    ridge_ = ridge_of(kind_, noise_var);
    names_ = names;
    gram_ = gram;
    digital_.factor(gram, {ridge_});
    scaling_.set(digital_, kind_, noise_var);
    if (output_ == Output::x_and_var) {
      set_identity(gram, inverse_);
      digital_.solve_in_place(inverse_);
    }
    systems_.clear();
    for (std::size_t channel = 0; channel < gram.n_channel(); ++channel) {
      RngStream device(names.channel, Purpose::device_program,
                       names.first_channel + static_cast<std::uint32_t>(channel));
      systems_.push_back(rram::program(rram::embed_complex(matrix_of(channel)), solver_, device));
      tally_.ops += systems_.back().programming();
    }
    tally_.systems += systems_.size();
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    for (Estimate& estimate : out) {
      estimate.x.resize(z.n_channel(), z.rows(), z.cols());
      estimate.var.resize(z.n_channel(), z.rows(), z.cols());
    }
    solved_.resize(log_.keep.size());
    for (ChannelRows& rows : solved_) rows.resize(3 * z.rows(), z.cols());
    for (std::size_t block = 0; block < z.n_block(); ++block) {
      const std::size_t n_used = std::min(n_lane, z.n_channel() - block * n_lane);
      if (side_by_side(block, n_used, z)) {
        solve_side_by_side(block, n_used, z, out);
        continue;
      }
      load(z, block);
      for (std::size_t lane = 0; lane < n_used; ++lane) solve({block, lane}, z);
      for (std::size_t k = 0; k < out.size(); ++k) {
        solved_[k].clear_from(n_used);
        save(solved_[k], block, out[k]);
      }
    }
  }

  void take_tally(SolverTally& sum) override { sum += std::exchange(tally_, {}); }

 private:
  using Status = rram::SolveReport::Status;

  struct Place {
    std::size_t block, lane;
  };

  // G + ridge I.
  arma::cx_mat matrix_of(std::size_t channel) const {
    arma::cx_mat a = gram_.matrix(channel);
    a.diag() += ridge_;
    return a;
  }

  // received_ of a channel: [Re z; Im z], the real form of the complex right-hand sides.
  void load(const MatrixBatch& z, std::size_t block) {
    const ConstBlockView view = z.block(block);
    received_.resize(2 * z.rows(), z.cols());
    for (std::size_t u = 0; u < z.rows(); ++u) {
      received_.load_row(u, view.data + u * view.stride, 2 * n_lane);
      received_.load_row(z.rows() + u, view.data + u * view.stride + n_lane, 2 * n_lane);
    }
  }

  void solve(const Place& place, const MatrixBatch& z) {
    const std::size_t channel = place.block * n_lane + place.lane;
    b_.set_size(z.cols(), 2 * z.rows());
    std::copy_n(received_.row(place.lane, 0), b_.n_elem, b_.memptr());
    RngStream read(names_.reads, Purpose::device_read, names_.first_channel + static_cast<std::uint32_t>(channel));
    const rram::SolveReport report = systems_[channel].solve(b_, b_, &log_, &read);  // the log has all that is wanted
    count(report, {channel, 0, false}, z);
    for (std::size_t k = 0; k < log_.keep.size(); ++k) {
      find_error({place, report}, log_.x[k], log_.residual[k]);
      finish(place, log_.x[k], solved_[k]);
    }
  }

  // Whether the channels of a block are solved side by side: a system alone fills its lanes with vectors only.
  bool side_by_side(std::size_t block, std::size_t n_used, const MatrixBatch& z) const {
    const auto systems = std::span(systems_).subspan(block * n_lane, n_used);
    return z.cols() <= n_lane / 2 && std::ranges::all_of(systems, rram::SystemLanes::fits);
  }

  void solve_side_by_side(std::size_t block, std::size_t n_used, const MatrixBatch& z, std::span<Estimate> out) {
    const rram::SystemLanes systems{std::span(systems_).subspan(block * n_lane, n_used)};
    const ChannelScales scales{digital_.valid(), scaling_, output_ == Output::x_and_var ? &inverse_ : nullptr,
                               error_scale_};
    const ConstBlockView view = z.block(block);
    b_.set_size(n_used, 2 * z.rows());
    for (std::size_t v = 0; v < z.cols(); ++v) {
      for (std::size_t u = 0; u < z.rows(); ++u) {
        const float* lanes = view.data + u * view.stride + v * 2 * n_lane;
        std::copy_n(lanes, n_used, b_.colptr(u));
        std::copy_n(lanes + n_lane, n_used, b_.colptr(z.rows() + u));
      }
      const rram::SolveReport report = systems.solve(b_, x_, &log_);
      count(report, {block * n_lane, v, true}, z);
      for (std::size_t k = 0; k < out.size(); ++k)
        save_estimates({block, v, b_, log_.x[k], log_.residual[k], report.vector_status}, scales, out[k]);
    }
  }

  // The vectors of a report: all of one channel, or one of each of the channels from `channel` on.
  struct Vectors {
    std::size_t channel, vector;
    bool one_each;
  };

  void count(const rram::SolveReport& report, const Vectors& vectors, const MatrixBatch& z) {
    tally_.vectors += report.vector_status.size();
    for (Status status : report.vector_status) {
      tally_.diverged += status == Status::diverged;
      tally_.saturated += status == Status::saturated;
      tally_.unstable += status == Status::unstable;
      tally_.not_finite += status == Status::not_finite;
    }
    const auto first = std::ranges::find(report.vector_status, Status::diverged);
    if (first != report.vector_status.end() && !tally_.diverged_first) {
      const auto k = static_cast<std::size_t>(first - report.vector_status.begin());
      tally_.diverged_first =
          vectors.one_each ? trouble(vectors.channel + k, vectors.vector, z) : trouble(vectors.channel, k, z);
    }
    tally_.hp_reads += report.hp_reads;
    tally_.ops += report.ops;
  }

  // What a vector of a channel was solved with.
  std::shared_ptr<const rram::Trouble> trouble(std::size_t channel, std::size_t vector, const MatrixBatch& z) const {
    const std::uint32_t index = names_.first_channel + static_cast<std::uint32_t>(channel);
    arma::mat b(1, 2 * z.rows());
    for (std::size_t u = 0; u < z.rows(); ++u) {
      b(u) = z.get(channel, u, vector).real();
      b(z.rows() + u) = z.get(channel, u, vector).imag();
    }
    return std::make_shared<rram::Trouble>(
        rram::Trouble{.a = rram::embed_complex(matrix_of(channel)),
                      .b = b,
                      .device = RngStream(names_.channel, Purpose::device_program, index),
                      .read = RngStream(names_.reads, Purpose::device_read, index),
                      .wanted = 1e-2});
  }

  struct Solved {
    const Place& place;
    const rram::SolveReport& report;
  };

  // Whether x is an answer: not where nothing could be solved, nor where refinement found nothing better than x = 0.
  bool usable(const Solved& solved, std::size_t vector, const arma::mat& x) const {
    const Status status = solved.report.vector_status[vector];
    if (status == Status::not_finite || status == Status::unstable) return false;
    for (arma::uword j = 0; j < x.n_cols; ++j)
      if (x(vector, j) != 0.0) return true;
    for (arma::uword j = 0; j < x.n_cols; ++j)
      if (received_.row(solved.place.lane, j)[vector] != 0.0f) return false;
    return true;
  }

  // error_[u n_vector + v]: sum over w of |[A^-1]_uw|^2 |r_w|^2, or 0 where var is not wanted; NaN where the vector has
  // no answer. An output that is cut off leaves a residual whose parts cancel in the slow directions, so that the sum
  // would be ten times too large: of a saturated vector only w = u counts.
  void find_error(const Solved& solved, const arma::mat& x, const arma::mat& r) {
    const std::size_t n_user = x.n_cols / 2, n_vector = r.n_rows;
    const std::size_t block = solved.place.block, lane = solved.place.lane, channel = block * n_lane + lane;
    const bool channel_ok = digital_.valid().at(block, 0, 0)[lane] > 0.5f;
    error_.assign(n_user * n_vector, 0.0);
    others_.assign(n_vector, 1.0);
    for (std::size_t v = 0; v < n_vector; ++v)
      if (solved.report.vector_status[v] == Status::saturated) others_[v] = 0.0;
    for (std::size_t u = 0; u < n_user && output_ == Output::x_and_var; ++u)
      for (std::size_t w = 0; w < n_user; ++w) {
        const double share = error_scale_ * std::norm(std::complex<double>(inverse_.get(channel, u, w)));
        double* error = error_.data() + u * n_vector;
        if (w == u)
          simd::run_by_isa<add_error>({r.colptr(w), r.colptr(n_user + w), n_vector}, share, error);
        else
          simd::run_by_isa<add_masked_error>({r.colptr(w), r.colptr(n_user + w), n_vector}, share, others_.data(),
                                             error);
      }
    for (std::size_t v = 0; v < n_vector; ++v)
      if (!channel_ok || !usable(solved, v, x))
        for (std::size_t u = 0; u < n_user; ++u) error_[u * n_vector + v] = NAN;
  }

  // out: rows of Re x, Im x and var.
  void finish(const Place& place, const arma::mat& x, ChannelRows& out) const {
    const std::size_t n_user = x.n_cols / 2, n_vector = x.n_rows;
    for (std::size_t u = 0; u < n_user; ++u) {
      const UserRows rows{out.row(place.lane, u), out.row(place.lane, n_user + u), out.row(place.lane, 2 * n_user + u)};
      const UserScale scale{scaling_.scale.at(place.block, u, 0)[place.lane],
                            scaling_.variance.at(place.block, u, 0)[place.lane]};
      simd::run_by_isa<finish_user>({x.colptr(u), x.colptr(n_user + u), n_vector}, error_.data() + u * n_vector, scale,
                                    rows);
    }
  }

  static void save(const ChannelRows& rows, std::size_t block, Estimate& out) {
    const std::size_t n_user = out.x.rows();
    const BlockView x = out.x.block(block);
    for (std::size_t u = 0; u < n_user; ++u) {
      rows.store_row(u, x.data + u * x.stride, 2 * n_lane);
      rows.store_row(n_user + u, x.data + u * x.stride + n_lane, 2 * n_lane);
      rows.store_row(2 * n_user + u, out.var.at(block, u, 0), n_lane);
    }
  }

  LinearKind kind_;
  Output output_;
  double error_scale_;
  float ridge_ = 0.f;
  DrawNames names_ = FrameId{};
  MatrixBatch gram_;
  rram::SolverConfig solver_;
  RegularisedInverse digital_;
  MatrixBatch inverse_;  // (G + ridge I)^-1
  OutputScaling scaling_;
  std::vector<rram::ProgrammedSystem> systems_;
  ChannelRows received_;             // of the block at hand
  std::vector<ChannelRows> solved_;  // likewise, of each kept cycle
  arma::mat b_;                      // [n_vector][2 n_user]; holds x after solving
  arma::mat x_;                      // of channels side by side
  std::vector<double> error_, others_;
  rram::CycleLog log_;
  SolverTally tally_;
};

}  // namespace

std::unique_ptr<GramDetector> make_analogue(LinearKind kind, const rram::SolverConfig& solver,
                                            const std::vector<int>& cycles, Output output, double error_scale) {
  return std::make_unique<Analogue>(kind, solver, cycles, output, error_scale);
}

}  // namespace ohmimo
