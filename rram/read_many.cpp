#include <algorithm>
#include <bit>

#include "rram/line_kernels.hpp"

namespace ohmimo::rram {
namespace {

constexpr int planes_at_once = 13;  // 2 errors of 15 bits shifted by up to 12 stay below 2^31

// Inputs that are on in every plane: bit j of a pattern is input j.
struct Planes {
  DrivenInputs driven;
  std::vector<LaneInts> pattern;  // [plane from the highest]
};

OHMIMO_LANE_CLONES void to_patterns(Planes& planes) {
  const DrivenInputs& driven = planes.driven;
  std::int32_t used = 0;
  for (const std::int32_t word : driven.used.at) used |= word;
  planes.pattern.resize(static_cast<std::size_t>(std::bit_width(static_cast<std::uint32_t>(used))));
  for (std::size_t k = 0; k < planes.pattern.size(); ++k) {
    const int plane = static_cast<int>(planes.pattern.size() - 1 - k);
    LaneInts bits{};
    for (std::size_t j = 0; j < driven.count; ++j)
#pragma GCC unroll 1
      for (std::size_t l = 0; l < n_rhs_lane; ++l) bits.at[l] |= (driven.magnitude[j].at[l] >> plane & 1) << j;
    planes.pattern[k] = bits;
  }
}

// One plane of 16 words side by side: sum [lane] += 2^shift times the errors of one line.
template <std::size_t width>
[[gnu::always_inline]] inline void read_vectors(const LineReads::Tables& tables, std::uint32_t place,
                                                const Planes& planes, Corrections& all) {
  using Int = typename IntVector<width>::Type;
  typedef std::int64_t Long __attribute__((vector_size(8 * width), may_alias));
  const LineReads::Line& line = tables.line[place];
  const int n_plane = static_cast<int>(planes.pattern.size());
  for (std::size_t l = 0; l < n_rhs_lane; l += width) {
    Int* wrong = reinterpret_cast<Int*>(all.wrong.at + l);
    Int* worst = reinterpret_cast<Int*>(all.worst.at + l);
    const Int on = *reinterpret_cast<const Int*>(planes.driven.on[line.negative ? 1 : 0].at + l);
    const Int off = *reinterpret_cast<const Int*>(planes.driven.on[line.negative ? 0 : 1].at + l);
    ReadErrors<Int> errors{*wrong, *worst, {}};
    for (int plane = 0; plane < n_plane;) {
      const int end = std::min(plane + planes_at_once, n_plane);
      Int total{};
      for (; plane < end; ++plane) {
        const Int pattern = *reinterpret_cast<const Int*>(planes.pattern[static_cast<std::size_t>(plane)].at + l);
        Int at[n_quad];
        total += total;
        split(pattern & on, at);
        read_line<width>(tables, tables.quad + place * n_quad, at, errors);
        total += errors.last;
        split(pattern & off, at);
        read_line<width>(tables, tables.quad + place * n_quad, at, errors);
        total -= errors.last;
      }
      Long* sum = reinterpret_cast<Long*>(all.sum[line.row].at + l);
      *sum += __builtin_convertvector(total, Long) << (line.shift + n_plane - end);
    }
    *wrong = errors.wrong;
    *worst = errors.worst;
  }
}

template <std::size_t width>
[[gnu::always_inline]] inline void read_lines(const LineReads::Tables& tables, const DrivenInputs& driven,
                                              const Doubts& doubts, Corrections& all) {
  thread_local Planes planes;
  planes.driven = driven;
  to_patterns(planes);
  for (const std::uint32_t line : doubts.many) read_vectors<width>(tables, line, planes, all);
}

using Read = void(const LineReads::Tables&, const DrivenInputs&, const Doubts&, Corrections&);
void read_4(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_lines<4>(tables, driven, doubts, all);
}
OHMIMO_LANE_TARGET("avx2")
void read_8(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_lines<8>(tables, driven, doubts, all);
}
OHMIMO_LANE_TARGET("avx512f")
void read_16(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  read_lines<16>(tables, driven, doubts, all);
}

}  // namespace

void read_many(const LineReads::Tables& tables, const DrivenInputs& driven, const Doubts& doubts, Corrections& all) {
  static Read* const chosen = by_width<Read*>(read_4, read_8, read_16);
  if (!doubts.many.empty()) chosen(tables, driven, doubts, all);
}

}  // namespace ohmimo::rram
