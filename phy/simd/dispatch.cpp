#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "phy/simd/kernels.hpp"

namespace ohmimo::simd {

namespace scalar {
extern const Kernels table;
}
#ifdef OHMIMO_X86_KERNELS
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
#endif

const Kernels* kernels_by_name(const char* isa) {
  const std::string_view name = isa;
  if (name == "scalar") return &scalar::table;
#ifdef OHMIMO_X86_KERNELS
  __builtin_cpu_init();
  if (name == "avx2" && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2::table;
  if (name == "avx512" && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return &avx512::table;
#endif
  return nullptr;
}

namespace {

const Kernels& choose() {
  if (const char* wanted = std::getenv("OHMIMO_ISA")) {
    if (const Kernels* found = kernels_by_name(wanted)) return *found;
    throw std::invalid_argument("OHMIMO_ISA must be scalar, avx2 or avx512 and supported here, got '" +
                                std::string(wanted) + "'");
  }
  for (const char* isa : {"avx512", "avx2"})
    if (const Kernels* found = kernels_by_name(isa)) return *found;
  return scalar::table;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace ohmimo::simd
