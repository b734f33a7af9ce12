// Tiles of at most four rows, with their converters or words, in one pass through the registers: for so small a tile
// the work around the product takes longer than the product.
#pragma once
#include "rram/numbers/lanes.hpp"

namespace ohmimo::rram {

inline constexpr std::size_t most_small_rows = 4;
template <class Element>
bool is_small(const ViewOf<Element>& a) {
  return a.n_row == a.n_col && a.n_row <= most_small_rows;
}

// An array with its converters: out = ADC(a DAC(in)).
template <class Element>
struct SmallArrayOf {
  const ViewOf<Element>& a;  // not copied: a copy of what was just written waits for it to reach memory
  int dac = 0;               // codes as for convert(); 0 = ideal
  int adc = 0;
};
using SmallArray = SmallArrayOf<double>;
void apply(const SmallArray& array, const Lanes* in, Lanes* out);
void apply(const SmallArrayOf<Lanes>& array, const Lanes* in, Lanes* out);

// A product with words: out = minuend - a to_words(in), exact. a holds integers in units of lsb.
template <class Element>
struct SmallProductOf {
  const ViewOf<Element>& a;  // as above
  const Element& lsb;
  int word_bits = 0;
  const Lanes* minuend = nullptr;
};
using SmallProduct = SmallProductOf<double>;
void apply(const SmallProduct& product, const Lanes* in, Lanes* out);
void apply(const SmallProductOf<Lanes>& product, const Lanes* in, Lanes* out);

}  // namespace ohmimo::rram
