// Compiled once per instruction set with OHMIMO_ISA = scalar | avx2 | avx512 set (CMakeLists.txt).
#include "phy/coding/ldpc_kernels.hpp"

#include <cstring>

#include "phy/coding/int8_lanes.hpp"

namespace ohmimo::coding::OHMIMO_ISA {
namespace {

void pack(const std::uint8_t* bits, std::size_t n_word, std::uint64_t* words) {
  for (std::size_t w = 0; w < n_word; ++w) {
    std::uint64_t word = 0;
    for (std::size_t first = 0; first < 64; first += n_byte) {
      const Words at = (Words)load(reinterpret_cast<const std::int8_t*>(bits) + 64 * w + first);
      word |= negative((Bytes)(at << 7)) << first;
    }
    words[w] = word;
  }
}

void unpack(const std::uint64_t* words, std::size_t n_word, std::uint8_t* bits) {
  for (std::size_t w = 0; w < n_word; ++w)
    for (std::size_t first = 0; first < 64; first += n_byte)
      store(spread(words[w] >> first), reinterpret_cast<std::int8_t*>(bits) + 64 * w + first);
}

template <std::size_t n>
[[gnu::always_inline]] inline void add_words(const RotatedColumn* term, std::size_t n_term, std::size_t first,
                                             std::uint64_t* sum) {
  Words all[n] = {};
  for (std::size_t t = 0; t < n_term; ++t) {
    const std::uint64_t* from = term[t].words + first + term[t].shift / 64;
    const std::uint64_t down = term[t].shift % 64, up = 63 - down;
    for (std::size_t k = 0; k < n; ++k) {
      const Words low = *reinterpret_cast<const WordMemory*>(from + k * words_at_once);
      const Words high = *reinterpret_cast<const WordMemory*>(from + k * words_at_once + 1);
      all[k] ^= low >> down ^ high << 1 << up;
    }
  }
  for (std::size_t k = 0; k < n; ++k) *reinterpret_cast<WordMemory*>(sum + first + k * words_at_once) = all[k];
}

void add_rotated(const RotatedColumn* term, std::size_t n_term, std::size_t n_word, std::uint64_t* sum) {
  std::size_t first = 0;
  for (; first + words_at_once < n_word; first += 2 * words_at_once) add_words<2>(term, n_term, first, sum);
  if (first < n_word) add_words<1>(term, n_term, first, sum);
}

void quantise(const float* llr, std::size_t n, float scale, float most, std::int8_t* out) {
  for (std::size_t k = 0; k < n; ++k) {
    float x = llr[k] * scale;
    x = x == x ? x : 0.f;
    x = x < most ? x : most;
    x = x > -most ? x : -most;
    out[k] = static_cast<std::int8_t>(static_cast<int>(x + (x < 0.f ? -0.5f : 0.5f)));
  }
}

void decide(const std::int8_t* llr, std::size_t n, std::uint8_t* bits) {
  for (std::size_t k = 0; k < n; ++k) bits[k] = static_cast<std::uint8_t>(llr[k]) >> 7;
}

// Where a row reads and writes the columns of its edges.
struct Columns {
  const std::int8_t* from[most_degree];
  std::int8_t* to[most_degree];
  std::size_t shift[most_degree];
};

// The place of lane `lane` of the row; from it on, soft bits go on for the lanes of a register.
[[gnu::always_inline]] inline const std::int8_t* place(const Columns& at, std::size_t j, std::size_t lane,
                                                       std::size_t z) {
  const std::size_t rotated = lane + at.shift[j];
  return at.from[j] + (rotated < z ? rotated : rotated - z);
}

// What a check says from two soft bits, without the sign (box_plus_rule.hpp).
[[gnu::always_inline]] inline Magnitudes box_plus(const DecoderState& s, Magnitudes a, Magnitudes b) {
  const Magnitudes last = all_lanes(n_correction - 1), low = smaller(a, b), high = larger(a, b);
  const Magnitudes more = look_up(s.correction, smaller(high + low, last));
  return reduced(low + more, look_up(s.correction, smaller(high - low, last)));
}

// Lanes `lane` and on of one row. The weakest bit hears what all others say together; these hear what all bits say,
// their own included, which the weakest one outweighs.
[[gnu::always_inline]] inline void update(const DecoderState& s, const DecoderRow& row, const Columns& at,
                                          std::int8_t* message, std::size_t lane) {
  const std::size_t room = s.stride - most_lanes;
  alignas(64) std::int8_t kept[most_degree][n_byte];
  Magnitudes least = all_lanes(s.most_message), others = least;
  Bytes sign{};
  for (std::size_t j = 0; j < row.n_edge; ++j) {
    const Bytes x = subtract(load(place(at, j, lane, s.z)), load(message + j * room + lane));
    store(x, kept[j]);
    const Magnitudes size = magnitude(x);
    others = box_plus(s, others, larger(least, size));
    least = smaller(least, size);
    sign ^= x;
  }
  const Magnitudes all = box_plus(s, others, least);
  for (std::size_t j = 0; j < row.n_edge; ++j) {
    const Bytes x = load(kept[j]);
    const Bytes said = with_sign(where_equal(magnitude(x), least, others, all), sign ^ x);
    store(said, message + j * room + lane);
    store(add(x, said), at.to[j] + lane);
  }
}

void set_fillers(const DecoderState& s, const DecoderRow& row, std::int8_t* column) {
  const std::size_t end = row.filler_first + s.n_filler, first_part = (end < s.z ? end : s.z) - row.filler_first;
  std::memset(column + row.filler_first, known_llr, first_part);
  std::memset(column, known_llr, s.n_filler - first_part);
}

void sweep(const DecoderState& s) {
  const std::size_t room = s.stride - most_lanes;
  for (std::size_t r = 0; r < s.n_row; ++r) {
    const DecoderRow row = s.row[r];
    const DecoderEdge* edge = s.edge + row.first;
    Columns at;
    for (std::size_t j = 0; j < row.n_edge; ++j) {
      std::uint8_t& bank = s.bank[edge[j].column];
      std::int8_t* column = s.llr + 2 * edge[j].column * s.stride;
      at.from[j] = column + bank * s.stride;
      bank ^= 1;
      at.to[j] = column + bank * s.stride;
      at.shift[j] = edge[j].shift;
    }
    std::int8_t* message = s.message + row.first * room;
    for (std::size_t lane = 0; lane < s.z; lane += n_byte) update(s, row, at, message, lane);
    if (row.filler_edge >= 0) set_fillers(s, row, at.to[row.filler_edge]);
    for (std::size_t j = 0; j < row.n_edge; ++j) store(load(at.to[j]), at.to[j] + s.z);
  }
}

bool parity_holds(const DecoderState& s) {
  for (std::size_t r = 0; r < s.n_row; ++r) {
    const DecoderRow row = s.row[r];
    const DecoderEdge* edge = s.edge + row.first;
    Columns at;
    for (std::size_t j = 0; j < row.n_edge; ++j) {
      at.from[j] = s.llr + (2 * edge[j].column + s.bank[edge[j].column]) * s.stride;
      at.shift[j] = edge[j].end_shift;
    }
    for (std::size_t lane = 0; lane < s.z; lane += n_byte) {
      Bytes sum{};
      for (std::size_t j = 0; j < row.n_edge; ++j) sum ^= load(place(at, j, lane, s.z));
      std::uint64_t broken = negative(sum);
      if (s.z - lane < n_byte) broken &= (std::uint64_t{1} << (s.z - lane)) - 1;
      if (broken != 0) return false;
    }
  }
  return true;
}

}  // namespace

extern const LdpcKernels table;
const LdpcKernels table = {pack, unpack, add_rotated, quantise, decide, sweep, parity_holds};

}  // namespace ohmimo::coding::OHMIMO_ISA
