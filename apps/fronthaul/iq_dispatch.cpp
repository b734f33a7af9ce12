#include "apps/fronthaul/iq_kernels.hpp"

namespace ohmimo::fronthaul {

namespace scalar {
extern const IqKernels table;
}
#ifdef OHMIMO_X86_KERNELS
namespace avx2 {
extern const IqKernels table;
}
namespace avx512 {
extern const IqKernels table;
}
#endif

const IqKernels& iq_kernels_of([[maybe_unused]] simd::Isa isa) {
#ifdef OHMIMO_X86_KERNELS
  if (isa == simd::Isa::avx2) return avx2::table;
  if (isa == simd::Isa::avx512) return avx512::table;
#endif
  return scalar::table;
}

const IqKernels& iq_kernels() {
  static const IqKernels& chosen = iq_kernels_of(simd::isa());
  return chosen;
}

}  // namespace ohmimo::fronthaul
