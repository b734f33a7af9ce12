#include "apps/link/memory.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <memory>

#include "apps/link/link_frame.hpp"

namespace ohmimo {
namespace {

// Bytes that the program has been given by malloc() and not freed.
double bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

double bytes_of_frame(const LinkConfig& config) {
  const double before = bytes_in_use();
  const auto frame = std::make_unique<LinkFrame>(config);
  FrameCount count;
  frame->run_first_piece({0, 0, 0}, 0.1, count);
  return bytes_in_use() - before;
}

}  // namespace

double predicted_megabytes(const LinkConfig& config, int threads) {
  const double held = peak_megabytes(), of_frame = bytes_of_frame(config) * 1e-6;
  malloc_trim(0);
  return held + threads * of_frame;
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1.024e-3 * static_cast<double>(usage.ru_maxrss);
}

}  // namespace ohmimo
