#include "rram/numbers/small_tile.hpp"

#include "rram/numbers/lane_vectors.hpp"

namespace ohmimo::rram {
namespace {

// n rows of two vectors of lanes each.
template <std::size_t width, std::size_t n>
struct Rows {
  Vector<width> at[n][2];

  [[gnu::always_inline]] void load(const Lanes* in, std::size_t lane) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < n; ++i) {
      at[i][0] = vector_at<width>(in[i], lane);
      at[i][1] = vector_at<width>(in[i], lane + width);
    }
  }

  [[gnu::always_inline]] void store(Lanes* out, std::size_t lane) const {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < n; ++i) {
      vector_at<width>(out[i], lane) = at[i][0];
      vector_at<width>(out[i], lane + width) = at[i][1];
    }
  }

  // Summed in the order of the columns, from 0.
  template <class Element>
  [[gnu::always_inline]] void multiply(const ViewOf<Element>& a, std::size_t lane, const Rows& x) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < n; ++i) at[i][0] = at[i][1] = Vector<width>{};
#pragma GCC unroll 4
    for (std::size_t j = 0; j < n; ++j)
#pragma GCC unroll 4
      for (std::size_t i = 0; i < n; ++i) {
        at[i][0] += factor_at<width>(a(i, j), lane) * x.at[j][0];
        at[i][1] += factor_at<width>(a(i, j), lane + width) * x.at[j][1];
      }
  }

  // Largest magnitude in half h of the lanes; without meaning where a NaN is among them.
  [[gnu::always_inline]] void largest(std::size_t h, Vector<width>& magnitude) const {
    static_assert(n <= 4);
    larger<width>(at[0][h], at[n > 1 ? 1 : 0][h], magnitude);
    if (n <= 2) return;
    Vector<width> other;
    larger<width>(at[n > 2 ? 2 : 0][h], at[n - 1][h], other);
    larger<width>(other, magnitude, magnitude);
  }

  // Rounds by steps that follow from the largest magnitude of each half; setting: codes or word bits of the steps.
  template <class Steps>
  [[gnu::always_inline]] void round(int setting, Steps (&steps)[2]) {
    for (std::size_t h = 0; h < 2; ++h) {
      Vector<width> magnitude;
      largest(h, magnitude);
      steps[h].set(magnitude, setting);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < n; ++i) steps[h].apply(at[i][h]);
    }
  }
};

template <std::size_t width, std::size_t n, class Element>
[[gnu::always_inline]] inline void apply_rows(const SmallArrayOf<Element>& array, const Lanes* in, Lanes* out) {
  for (std::size_t lane = 0; lane < n_lane; lane += 2 * width) {
    Rows<width, n> driven, sum;
    ConverterSteps<width> steps[2];
    driven.load(in, lane);
    if (array.dac > 0) driven.round(array.dac, steps);
    sum.multiply(array.a, lane, driven);
    if (array.adc > 0) sum.round(array.adc, steps);
    sum.store(out, lane);
  }
}

template <std::size_t width, std::size_t n, class Element>
[[gnu::always_inline]] inline void apply_rows(const SmallProductOf<Element>& product, const Lanes* in, Lanes* out) {
  for (std::size_t lane = 0; lane < n_lane; lane += 2 * width) {
    Rows<width, n> word, sum;
    WordSteps<width> steps[2];
    word.load(in, lane);
    word.round(product.word_bits, steps);
    sum.multiply(product.a, lane, word);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t h = 0; h < 2; ++h)
        sum.at[i][h] = vector_at<width>(product.minuend[i], lane + h * width) -
                       sum.at[i][h] * (factor_at<width>(product.lsb, lane + h * width) * steps[h].lsb);
    sum.store(out, lane);
  }
}

template <class Tile>
struct Apply {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Tile& tile, const Lanes* in, Lanes* out) {
    static_assert(most_small_rows == 4);
    switch (tile.a.n_row) {
      case 1:
        return apply_rows<width, 1>(tile, in, out);
      case 2:
        return apply_rows<width, 2>(tile, in, out);
      case 3:
        return apply_rows<width, 3>(tile, in, out);
      default:
        return apply_rows<width, 4>(tile, in, out);
    }
  }
};

}  // namespace

void apply(const SmallArray& array, const Lanes* in, Lanes* out) {
  run_by_width<Apply<SmallArray>>(array, in, out);
}

void apply(const SmallArrayOf<Lanes>& array, const Lanes* in, Lanes* out) {
  run_by_width<Apply<SmallArrayOf<Lanes>>>(array, in, out);
}

void apply(const SmallProduct& product, const Lanes* in, Lanes* out) {
  run_by_width<Apply<SmallProduct>>(product, in, out);
}

void apply(const SmallProductOf<Lanes>& product, const Lanes* in, Lanes* out) {
  run_by_width<Apply<SmallProductOf<Lanes>>>(product, in, out);
}

}  // namespace ohmimo::rram
