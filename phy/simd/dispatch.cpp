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

const Kernels* kernels_of(Isa isa) {
  if (!runs_here(isa)) return nullptr;
#ifdef OHMIMO_X86_KERNELS
  if (isa == Isa::avx2) return &avx2::table;
  if (isa == Isa::avx512) return &avx512::table;
#endif
  return &scalar::table;
}

const Kernels& kernels() {
  static const Kernels& chosen = *kernels_of(isa());
  return chosen;
}

}  // namespace ohmimo::simd
