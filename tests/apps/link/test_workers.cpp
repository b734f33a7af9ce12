// What holds in every thread that computes.
#include <doctest/doctest.h>

#include <atomic>
#include <limits>

#include "apps/link/workers.hpp"

namespace test_workers {

extern "C" {
int openblas_get_num_threads();
void openblas_set_num_threads(int);
}

using namespace ohmimo;

// Half of the smallest normal number, worked out at run time; and twice a denormal.
double halved() {
  volatile double tiny = std::numeric_limits<double>::min();
  return tiny * 0.5;
}
float denormal_times(float factor) {
  volatile float tiny = std::numeric_limits<float>::denorm_min();
  return tiny * factor;
}

TEST_CASE("workers flush denormals, results and operands; the thread that starts them keeps them") {
  std::atomic<int> flushed = 0;
  start_workers(3, [&] { flushed += halved() == 0.0 && denormal_times(1e30f) == 0.f; }).clear();
#if defined(__SSE__)
  CHECK(flushed == 3);
#endif
  CHECK(halved() > 0.0);
  CHECK(denormal_times(1e30f) > 0.f);
}

TEST_CASE("BLAS runs at one thread in every worker") {
  const int before = openblas_get_num_threads();
  openblas_set_num_threads(2);
  CHECK(openblas_get_num_threads() == 2);
  std::atomic<int> single = 0;
  start_workers(2, [&] { single += openblas_get_num_threads() == 1; }).clear();
  CHECK(single == 2);
  openblas_set_num_threads(before);
}

}  // namespace test_workers
