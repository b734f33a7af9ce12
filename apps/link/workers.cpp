#include "apps/link/workers.hpp"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

extern "C" void openblas_set_num_threads(int);

namespace ohmimo {
namespace {

void flush_denormals() {
#if defined(__SSE__)
  _mm_setcsr(_mm_getcsr() | 0x8040);  // flush-to-zero and denormals-are-zero
#endif
}

}  // namespace

void one_blas_thread() {
  openblas_set_num_threads(1);
}

std::vector<std::jthread> start_workers(int n, const std::function<void()>& work) {
  one_blas_thread();
  std::vector<std::jthread> threads;
  for (int k = 0; k < n; ++k)
    threads.emplace_back([work] {
      flush_denormals();
      work();
    });
  return threads;
}

}  // namespace ohmimo
