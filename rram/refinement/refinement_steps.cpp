#include "rram/refinement/refinement_steps.hpp"

#include <algorithm>

#include "rram/numbers/lane_vectors.hpp"

namespace ohmimo::rram {
namespace {

// What a cycle did to each lane: flags, 0 or 1, and the status it ends with, 0 for lanes that were not active.
struct Verdict {
  Lanes lost, better;
  LaneInts status;
};

bool any(const Lanes& flags) {
  return std::any_of(std::begin(flags.at), std::end(flags.at), [](double flag) { return flag != 0.0; });
}

// to = from where the flag is set, for n elements.
[[gnu::always_inline]] inline void copy_where(const Lanes& flag, const Lanes* from, std::size_t n, Lanes* to) {
  for (std::size_t j = 0; j < n; ++j)
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) to[j].at[l] = flag.at[l] != 0.0 ? from[j].at[l] : to[j].at[l];
}

// NaN counts as lost. Lanes that are not active keep their numbers.
[[gnu::always_inline]] inline void find_verdict(const Guard& guard, double tolerance, Refinement& state,
                                                Verdict& verdict) {
  constexpr auto converged = static_cast<int>(SolveReport::Status::converged);
  constexpr auto cycle_limit = static_cast<int>(SolveReport::Status::cycle_limit);
  constexpr auto diverged = static_cast<int>(SolveReport::Status::diverged);
  const double tolerance2 = tolerance * tolerance, freeze = tolerance > 0.0 ? 0.0 : 1.0;
#pragma GCC ivdep
#pragma GCC unroll 1
  for (std::size_t l = 0; l < n_lane; ++l) {
    const double active = state.active.at[l], norm2 = state.norm2.at[l], best2 = state.best_norm2.at[l];
    const double floor2 = guard.rounding2.at[l] * state.lsb.at[l] * state.lsb.at[l];
    const double least = best2 < floor2 ? floor2 : best2;
    const double kept = norm2 <= guard.growth2 * least ? active : 0.0;
    const double better = norm2 < best2 ? kept : 0.0;
    const bool reached = norm2 <= tolerance2 * state.b_norm2.at[l];
    const double ended = kept == 0.0 ? diverged : reached ? converged : cycle_limit;
    verdict.lost.at[l] = active - kept;
    verdict.better.at[l] = better;
    verdict.status.at[l] = static_cast<std::int32_t>(active * ended);
    state.norm2.at[l] = active != kept ? best2 : norm2;
    state.best_norm2.at[l] = better != 0.0 ? norm2 : best2;
    state.active.at[l] = reached ? kept * freeze : kept;
  }
}

[[gnu::always_inline]] inline void subtract_each(const Lanes* a, std::size_t n, Lanes* b) {
  const double* __restrict part = a->at;
  double* __restrict rest = b->at;
  for (std::size_t k = 0; k < n * n_lane; ++k) rest[k] -= part[k];
}

[[gnu::always_inline]] inline void add_each_scaled(const Lanes& factor, const Lanes* a, std::size_t n, Lanes* sum) {
  for (std::size_t j = 0; j < n; ++j) {
    const double* __restrict part = a[j].at;
    double* __restrict total = sum[j].at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) total[l] += factor.at[l] * part[l];
  }
}

struct Factors {
  const Lanes* a;
  const Lanes* b;
};
struct Dot {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Factors& of, std::size_t n, Lanes& product) {
    for (std::size_t lane = 0; lane < n_lane; lane += 2 * width) {
      Vector<width> left{}, right{};
      for (std::size_t j = 0; j < n; ++j) {
        left += vector_at<width>(of.a[j], lane) * vector_at<width>(of.b[j], lane);
        right += vector_at<width>(of.a[j], lane + width) * vector_at<width>(of.b[j], lane + width);
      }
      vector_at<width>(product, lane) = left;
      vector_at<width>(product, lane + width) = right;
    }
  }
};

}  // namespace

void subtract(const Lanes* a, std::size_t n, Lanes* b) {
  simd::run_by_isa<subtract_each>(a, n, b);
}

void judge(const Guard& guard, double tolerance, Refinement& state) {
  Verdict verdict;
  simd::run_by_isa<find_verdict>(guard, tolerance, state, verdict);
  for (std::size_t l = 0; l < n_lane; ++l) {
    const std::int32_t status = verdict.status.at[l];
    state.cycles[l] += status != 0 ? 1 : 0;
    state.status[l] = status != 0 ? static_cast<SolveReport::Status>(status) : state.status[l];
  }
  if (any(verdict.lost)) {
    simd::run_by_isa<copy_where>(verdict.lost, state.best_x, state.n, state.x);
    simd::run_by_isa<copy_where>(verdict.lost, state.best_r, state.n, state.r);
  }
  simd::run_by_isa<copy_where>(verdict.better, state.x, state.n, state.best_x);
  simd::run_by_isa<copy_where>(verdict.better, state.r, state.n, state.best_r);
}

void dot(const Lanes* a, const Lanes* b, std::size_t n, Lanes& product) {
  run_by_width<Dot>(Factors{a, b}, n, product);
}

void add_scaled(const Lanes& factor, const Lanes* a, std::size_t n, Lanes* sum) {
  simd::run_by_isa<add_each_scaled>(factor, a, n, sum);
}

void apply(const BitSlicedMatrix& a, const Precision& precision, Direction direction) {
  if (precision.word_bits == 0) {
    a.multiply_ideal(a.whole(), direction.p, direction.product);
    return;
  }
  const Words words = to_words({direction.p, a.size()}, precision.word_bits, direction.p);
  a.multiply(a.whole(), words, direction.product, precision.reader);
  scale(words.lsb, a.size(), direction.p);
}

}  // namespace ohmimo::rram
