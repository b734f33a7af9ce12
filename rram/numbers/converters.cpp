#include "rram/numbers/converters.hpp"

#include "rram/numbers/lane_vectors.hpp"

namespace ohmimo::rram {

namespace {

// Elements on their way through a converter; out may be the storage of value.
struct Signal {
  std::span<const Lanes> value;
  Lanes* out;
};

struct Convert {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Signal& signal, int codes) {
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      Vector<width> magnitude;
      largest_in<width>(signal.value.data(), signal.value.size(), lane, magnitude);
      ConverterSteps<width> steps;
      steps.set(magnitude, codes);
      for (std::size_t j = 0; j < signal.value.size(); ++j) {
        Vector<width> value = vector_at<width>(signal.value[j], lane);
        steps.apply(value);
        vector_at<width>(signal.out[j], lane) = value;
      }
    }
  }
};

struct CutWords {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const Signal& signal, int word_bits, Lanes& lsb) {
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      Vector<width> magnitude;
      largest_in<width>(signal.value.data(), signal.value.size(), lane, magnitude);
      WordSteps<width> steps;
      steps.set(magnitude, word_bits);
      vector_at<width>(lsb, lane) = steps.lsb;
      for (std::size_t j = 0; j < signal.value.size(); ++j) {
        Vector<width> value = vector_at<width>(signal.value[j], lane);
        steps.apply(value);
        vector_at<width>(signal.out[j], lane) = value;
      }
    }
  }
};

[[gnu::always_inline]] inline void scale_each(const Lanes& factor, std::size_t n, Lanes* a) {
  for (std::size_t j = 0; j < n; ++j) {
    double* __restrict value = a[j].at;
#pragma GCC ivdep
#pragma GCC unroll 1
    for (std::size_t l = 0; l < n_lane; ++l) value[l] *= factor.at[l];
  }
}

}  // namespace

void convert(std::span<const Lanes> in, int codes, Lanes* out) {
  run_by_width<Convert>(Signal{in, out}, codes);
}

Words to_words(std::span<const Lanes> value, int word_bits, Lanes* code) {
  Words words{.code = code, .lsb = {}};
  run_by_width<CutWords>(Signal{value, code}, word_bits, words.lsb);
  return words;
}

void scale(const Lanes& factor, std::size_t n, Lanes* a) {
  simd::run_by_isa<scale_each>(factor, n, a);
}

}  // namespace ohmimo::rram
