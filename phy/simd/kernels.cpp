// Compiled once per instruction set with OHMIMO_ISA set (CMakeLists.txt).
#include "phy/simd/kernels.hpp"

#include "phy/simd/apply.hpp"
#include "phy/simd/cholesky.hpp"
#include "phy/simd/gram.hpp"
#include "phy/simd/linear.hpp"
#include "phy/simd/paths.hpp"
#include "phy/simd/probe.hpp"
#include "phy/simd/random.hpp"
#include "phy/simd/soft_bits.hpp"
#include "phy/simd/symbols.hpp"

#define OHMIMO_STRING_(x) #x
#define OHMIMO_STRING(x) OHMIMO_STRING_(x)

namespace ohmimo::simd::OHMIMO_ISA {

extern const Kernels table;
const Kernels table = {OHMIMO_STRING(OHMIMO_ISA),
                       width,
                       fill_u32,
                       fill_normal,
                       fill_root_gamma,
                       correlate_rows,
                       path_response,
                       turn_phases,
                       gram,
                       matched_filter,
                       gram_and_filter,
                       multiply,
                       multiply_add,
                       cholesky,
                       cholesky_solve,
                       output_scaling,
                       finish,
                       make_filter,
                       apply_filter,
                       detect_linear,
                       solve_linear,
                       map_symbols,
                       slice,
                       soft_bits<false>,
                       soft_bits<true>,
                       count_errors,
                       multiply_add_probe};

}  // namespace ohmimo::simd::OHMIMO_ISA
