#include "phy/coding/ldpc_kernels.hpp"

namespace ohmimo::coding {

namespace scalar {
extern const LdpcKernels table;
}
#ifdef OHMIMO_X86_KERNELS
namespace avx2 {
extern const LdpcKernels table;
}
namespace avx512 {
extern const LdpcKernels table;
}
#endif

const LdpcKernels& ldpc_kernels_of([[maybe_unused]] simd::Isa isa) {
#ifdef OHMIMO_X86_KERNELS
  if (isa == simd::Isa::avx2) return avx2::table;
  if (isa == simd::Isa::avx512) return avx512::table;
#endif
  return scalar::table;
}

const LdpcKernels& ldpc_kernels() {
  static const LdpcKernels& chosen = ldpc_kernels_of(simd::isa());
  return chosen;
}

}  // namespace ohmimo::coding
