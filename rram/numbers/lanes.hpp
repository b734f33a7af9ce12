// Right-hand sides side by side: 16 at a time, element j of all 16 contiguous. Every operation acts lane by lane in a
// fixed order, so a solution depends neither on its neighbours nor on the width of the instruction set.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "rram/numbers/dense.hpp"

// One instance of a loop per instruction set, chosen when the program loads; plain code elsewhere and under sanitizers,
// which start too late for that choice. Contraction is off, so all instances give the same bits. Loops over the lanes
// carry "unroll 1": unrolled first they would no longer be vectorised (GCC 12: a solve takes 1.5 times as long).
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OHMIMO_X86_LANES
#define OHMIMO_LANE_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#define OHMIMO_LANE_TARGET(isa) __attribute__((target(isa)))
#else
#define OHMIMO_LANE_CLONES
#define OHMIMO_LANE_TARGET(isa)
#endif

namespace ohmimo::rram {

inline constexpr std::size_t n_rhs_lane = 16;

// The function for vectors as wide as the registers here: 2, 4 or 8 doubles. For loops whose sums must stay in
// registers and which the compiler does not vectorise by itself; wider vectors than registers take 40 times as long.
// The environment variable OHMIMO_ISA lowers the choice, as it does for the kernels of phy.
template <class Function>
Function by_width(Function two, [[maybe_unused]] Function four, [[maybe_unused]] Function eight) {
#ifdef OHMIMO_X86_LANES
  const char* wanted = std::getenv("OHMIMO_ISA");
  const std::string_view most = wanted ? wanted : "avx512";
  __builtin_cpu_init();
  if (most == "avx512" && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) return eight;
  if (most != "scalar" && __builtin_cpu_supports("avx2")) return four;
#endif
  return two;
}

// The instances of Kernel::run<width>, a static function template that is always inlined.
template <class Kernel, class... Argument>
struct LaneInstances {
  static void two(Argument... argument) { Kernel::template run<2>(argument...); }
  OHMIMO_LANE_TARGET("avx2") static void four(Argument... argument) { Kernel::template run<4>(argument...); }
  OHMIMO_LANE_TARGET("avx512f") static void eight(Argument... argument) { Kernel::template run<8>(argument...); }
};
template <class Kernel, class... Argument>
auto choose_instance(void (*)(Argument...)) {
  using Instances = LaneInstances<Kernel, Argument...>;
  return by_width(Instances::two, Instances::four, Instances::eight);
}

// Kernel::run<width>(argument...) for vectors as wide as the registers here.
template <class Kernel, class... Argument>
void run_by_width(Argument&&... argument) {
  static const auto chosen = choose_instance<Kernel>(&Kernel::template run<2>);
  chosen(std::forward<Argument>(argument)...);
}

struct alignas(64) Lanes {
  double at[n_rhs_lane];
};
struct alignas(64) LaneInts {
  std::int32_t at[n_rhs_lane];
};
struct alignas(64) LaneSums {
  std::int64_t at[n_rhs_lane];
};

// y = a x; x [n_col], y [n_row], not overlapping. Summed in the order of the columns.
void multiply(const MatrixView& a, const Lanes* x, Lanes* y);

// What becomes of a product on its way to memory: times the factor, lane by lane, and, given a minuend [n_row], minuend
// less that. The minuend may be the storage of y.
struct Finish {
  Lanes factor;
  const Lanes* minuend = nullptr;
};
void multiply(const MatrixView& a, const Lanes* x, const Finish& finish, Lanes* y);

// b = a - b, each [n], not overlapping.
void subtract_from(const Lanes* a, std::size_t n, Lanes* b);

// Largest magnitude over the n elements of each lane.
void largest(const Lanes* x, std::size_t n, Lanes& magnitude);

}  // namespace ohmimo::rram
