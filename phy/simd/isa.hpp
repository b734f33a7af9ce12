// The instruction set of this run, chosen once: every loop that is compiled for several of them goes by it. Results are
// the same bits on each.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace ohmimo {

// Numbers worked on side by side: 16 logical lanes on every instruction set, in 16 / width passes where registers are
// shorter.
inline constexpr std::size_t n_lane = 16;
inline constexpr std::size_t entry_size = 2 * n_lane;  // floats of one complex number of every lane: re, then im

}  // namespace ohmimo

namespace ohmimo::simd {

enum class Isa { scalar, avx2, avx512 };
inline constexpr std::array<Isa, 3> all_isas = {Isa::scalar, Isa::avx2, Isa::avx512};
std::string_view isa_name(Isa isa);

// Whether this build holds code for it and this processor runs it.
bool runs_here(Isa isa);

// The best instruction set that runs here; the environment variable OHMIMO_ISA = scalar | avx2 | avx512 names another.
// Throws std::invalid_argument if that is no such word or does not run here.
Isa choose_isa();
inline Isa isa() {
  static const Isa chosen = choose_isa();
  return chosen;
}

// A loop, a function that is always inlined, compiled for each instruction set.
template <class Loop>
struct Compiled;
template <class Result, class... Argument>
struct Compiled<Result (*)(Argument...)> {
  using Loop = Result (*)(Argument...);

  template <Loop loop>
  static Result scalar(Argument... argument) {
    return loop(std::forward<Argument>(argument)...);
  }
#ifdef OHMIMO_X86_KERNELS
  template <Loop loop>
  [[gnu::target("avx2")]] static Result avx2(Argument... argument) {
    return loop(std::forward<Argument>(argument)...);
  }
  template <Loop loop>
  [[gnu::target("avx512f")]] static Result avx512(Argument... argument) {
    return loop(std::forward<Argument>(argument)...);
  }
#endif

  template <Loop two, Loop four, Loop eight>
  static Result chosen(Argument... argument) {
#ifdef OHMIMO_X86_KERNELS
    const Isa here = isa();
    if (here == Isa::avx512) return avx512<eight>(std::forward<Argument>(argument)...);
    if (here == Isa::avx2) return avx2<four>(std::forward<Argument>(argument)...);
#endif
    return scalar<two>(std::forward<Argument>(argument)...);
  }
};

// run_by_isa<loop>(...) is loop(...) as compiled for the instruction set of this run. Of three loops, written for
// registers of 2, 4 and 8 doubles, it is the one that fits: one for wider registers than there are takes 40 times as
// long.
template <auto two, auto four = two, auto eight = four>
inline constexpr auto run_by_isa = &Compiled<decltype(two)>::template chosen<two, four, eight>;

}  // namespace ohmimo::simd
