#include "rram/nnls/lane_lcp.hpp"

#include "rram/numbers/lane_vectors.hpp"

namespace ohmimo::rram {
namespace {

constexpr int most_trials = 12;
constexpr double least_pivot = 1e-12;  // of the diagonal

template <class Element>
struct Solver {
  const ViewOf<Element>& k;
  const Lanes* q;
  LaneLcp& out;

  std::size_t n() const { return k.n_row; }
  Lanes& at(std::size_t i, std::size_t j) const { return out.work[i * (n() + 1) + j]; }
};

// Rows and columns that are held become those of the identity; column n is the right-hand side.
template <std::size_t width, class Element>
[[gnu::always_inline]] inline void mask(const Solver<Element>& solver, std::size_t lane) {
  const std::size_t n = solver.n();
  for (std::size_t i = 0; i < n; ++i) {
    const Vector<width> free = vector_at<width>(solver.out.free[i], lane);
    for (std::size_t j = 0; j < n; ++j)
      vector_at<width>(solver.at(i, j), lane) =
          free * vector_at<width>(solver.out.free[j], lane) * factor_at<width>(solver.k(i, j), lane);
    vector_at<width>(solver.at(i, i), lane) += 1.0 - free;
    vector_at<width>(solver.at(i, n), lane) = free * vector_at<width>(solver.q[i], lane);
  }
}

// Gauss without exchanges of rows; ok: 1 as long as no pivot vanishes.
template <std::size_t width, class Element>
[[gnu::always_inline]] inline void eliminate(const Solver<Element>& solver, std::size_t lane, Vector<width>& ok) {
  const std::size_t n = solver.n();
  const Vector<width> none{}, one = none + 1.0;
  for (std::size_t p = 0; p < n; ++p) {
    const Vector<width> pivot = vector_at<width>(solver.at(p, p), lane);
    const Vector<width> least = none + least_pivot * factor_at<width>(solver.k(p, p), lane);
    ok = pivot > least ? ok : none;
    const Vector<width> inverse = one / (pivot > least ? pivot : one);
    vector_at<width>(solver.at(p, p), lane) = inverse;
    for (std::size_t i = p + 1; i < n; ++i) {
      const Vector<width> factor = vector_at<width>(solver.at(i, p), lane) * inverse;
      for (std::size_t j = p + 1; j <= n; ++j)
        vector_at<width>(solver.at(i, j), lane) -= factor * vector_at<width>(solver.at(p, j), lane);
    }
  }
  for (std::size_t p = n; p-- > 0;) {
    Vector<width> sum = vector_at<width>(solver.at(p, n), lane);
    for (std::size_t j = p + 1; j < n; ++j)
      sum -= vector_at<width>(solver.at(p, j), lane) * vector_at<width>(solver.out.y[j], lane);
    vector_at<width>(solver.out.y[p], lane) = sum * vector_at<width>(solver.at(p, p), lane);
  }
}

// Exchanges all unknowns that break their rule; count: how many of each lane did.
template <std::size_t width, class Element>
[[gnu::always_inline]] inline void exchange(const Solver<Element>& solver, std::size_t lane,
                                            const Vector<width>& rounding, Vector<width>& count) {
  const std::size_t n = solver.n();
  const Vector<width> none{}, one = none + 1.0;
  count = none;
  for (std::size_t j = 0; j < n; ++j) {
    Vector<width>& free = vector_at<width>(solver.out.free[j], lane);
    Vector<width> push = vector_at<width>(solver.q[j], lane);
    for (std::size_t i = 0; i < n; ++i)
      push -= factor_at<width>(solver.k(j, i), lane) * vector_at<width>(solver.out.y[i], lane);
    const Vector<width> pushed = push > rounding ? one : none;
    const Vector<width> below = vector_at<width>(solver.out.y[j], lane) < none ? one : none;
    const Vector<width> broken = free > none ? below : pushed;
    count += broken;
    free = broken > none ? one - free : free;
  }
}

template <std::size_t width>
[[gnu::always_inline]] inline bool any(const Vector<width>& lanes) {
  double sum = 0.0;
  for (std::size_t l = 0; l < width; ++l) sum += lanes[l];
  return sum > 0.0;
}

template <class Element>
struct SolveLcp {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Solver<Element>& solver) {
    const Vector<width> none{}, one = none + 1.0;
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      Vector<width> largest;
      largest_in<width>(solver.q, solver.n(), lane, largest);
      const Vector<width> rounding = 0x1p-46 * largest;
      Vector<width> ok = one, open = one, trials = none, patience = none + 3.0, fewest = none + 1e9;
      for (std::size_t j = 0; j < solver.n(); ++j) vector_at<width>(solver.out.free[j], lane) = one;
      for (int trial = 0; trial < most_trials && any<width>(open); ++trial) {
        mask<width>(solver, lane);
        eliminate<width>(solver, lane, ok);
        trials += open;
        Vector<width> count;
        exchange<width>(solver, lane, rounding, count);
        // Blocks may go round in circles: three without fewer broken rules end it (Kim and Park).
        patience = count < fewest ? none + 3.0 : patience - 1.0;
        fewest = count < fewest ? count : fewest;
        ok = patience < none ? none : ok;
        open = count > none ? ok : none;
      }
      // A lane that is still open was given up.
      vector_at<width>(solver.out.found, lane) = open > none ? none : ok;
      vector_at<width>(solver.out.trials, lane) = trials;
    }
  }
};

struct SolveFree {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Solver<double>& solver) {
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      mask<width>(solver, lane);
      Vector<width> ok = Vector<width>{} + 1.0;
      eliminate<width>(solver, lane, ok);
      vector_at<width>(solver.out.found, lane) = ok;
    }
  }
};

template <class Element>
void solve(const ViewOf<Element>& k, std::span<const Lanes> q, LaneLcp& result) {
  const std::size_t n = k.n_row;
  result.y.resize(n);
  result.free.resize(n);
  result.work.resize(n * (n + 1));
  run_by_width<SolveLcp<Element>>(Solver<Element>{k, q.data(), result});
}

}  // namespace

void solve_lcp(const MatrixView& k, std::span<const Lanes> q, LaneLcp& result) {
  solve<double>(k, q, result);
}

void solve_lcp(const LaneMatrixView& k, std::span<const Lanes> q, LaneLcp& result) {
  solve<Lanes>(k, q, result);
}

void solve_free(const MatrixView& k, std::span<const Lanes> q, LaneLcp& result) {
  run_by_width<SolveFree>(Solver<double>{k, q.data(), result});
}

}  // namespace ohmimo::rram
