#include "rram/refinement/word_grid.hpp"

#include "rram/numbers/lane_vectors.hpp"

namespace ohmimo::rram {
namespace {

// Largest |x + dx|. Two chains, as each step waits for the one before.
template <std::size_t width>
[[gnu::always_inline]] inline void largest_sum(const Refinement& state, std::size_t lane, Vector<width>& best) {
  Vector<width> chain[2] = {};
  for (std::size_t j = 0; j + 2 <= state.n; j += 2)
#pragma GCC unroll 2
    for (std::size_t k = 0; k < 2; ++k)
      keep_largest<width>(vector_at<width>(state.x[j + k], lane) + vector_at<width>(state.dx[j + k], lane), chain[k]);
  if (state.n % 2 != 0) {
    const std::size_t j = state.n - 1;
    keep_largest<width>(vector_at<width>(state.x[j], lane) + vector_at<width>(state.dx[j], lane), chain[0]);
  }
  keep_largest<width>(chain[1], chain[0]);
  best = chain[0];
}

template <std::size_t width>
struct Grids {
  Vector<width> now, step;  // lsb of x after this cycle; lsb of the step

  [[gnu::always_inline]] void choose(const Refinement& state, std::size_t lane, double codes) {
    const Vector<width> active = vector_at<width>(state.active, lane), before = vector_at<width>(state.lsb, lane);
    const Vector<width> one = Vector<width>{} + 1.0;
    Vector<width> magnitude, first;
    largest_sum<width>(state, lane, magnitude);
    first = magnitude;
    raise_to_power_of_two<width>(first);
    first = 2.0 * first / codes;
    now = magnitude > (codes - 1.0) * before ? 2.0 * before : before;
    now = before == 0.0 ? first : now;
    now = active == 0.0 ? before : now;
    now = now == 0.0 ? one : now;  // a lane frozen before its first cycle
    step = before == 0.0 ? now : before;
  }
};

struct Move {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(double codes, Refinement& state, Lanes& step_lsb) {
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      const Vector<width> active = vector_at<width>(state.active, lane);
      Grids<width> grid;
      grid.choose(state, lane, codes);
      Vector<width> per_grid, per_step;
      invert_power_of_two<width>(grid.now, per_grid);
      invert_power_of_two<width>(grid.step, per_step);
      for (std::size_t j = 0; j < state.n; ++j) {
        Vector<width>&x = vector_at<width>(state.x[j], lane), &dx = vector_at<width>(state.dx[j], lane);
        const Vector<width> before = x;
        Vector<width> code = (before + dx) * per_grid;
        round_to_even<width>(code);
        clip<width>(codes - 1.0, code);
        const Vector<width> moved = active != 0.0 ? code * grid.now : before;
        dx = (moved - before) * per_step;
        x = moved;
      }
      vector_at<width>(state.lsb, lane) = grid.now;
      vector_at<width>(step_lsb, lane) = grid.step;
    }
  }
};

}  // namespace

Words move_on_grid(int word_bits, Refinement& state) {
  Words step{.code = state.dx, .lsb = {}};
  run_by_width<Move>(power_of_two(word_bits - 1), state, step.lsb);
  return step;
}

}  // namespace ohmimo::rram
