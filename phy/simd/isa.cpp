#include "phy/simd/isa.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace ohmimo::simd {

std::string_view isa_name(Isa isa) {
  switch (isa) {
    case Isa::scalar:
      return "scalar";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
  }
  return "?";
}

bool runs_here(Isa isa) {
  if (isa == Isa::scalar) return true;
#ifdef OHMIMO_X86_KERNELS
  __builtin_cpu_init();
  if (isa == Isa::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

Isa choose_isa() {
  const char* wanted = std::getenv("OHMIMO_ISA");
  if (wanted == nullptr) return *std::find_if(all_isas.rbegin(), all_isas.rend(), runs_here);
  for (const Isa isa : all_isas)
    if (isa_name(isa) == wanted && runs_here(isa)) return isa;
  throw std::invalid_argument("OHMIMO_ISA must be scalar, avx2 or avx512 and supported here, got '" +
                              std::string(wanted) + "'");
}

}  // namespace ohmimo::simd
