// The link engine asks for no memory once it is warm. Counted is malloc, which operator new and Armadillo both end in:
// by replacing it in the test program (the C library lets programs do so), or by the sanitizer's own hooks.
#include <doctest/doctest.h>

#include <sys/resource.h>

#include <cerrno>
#include <cstdlib>

#include "apps/config/link_setup.hpp"
#include "apps/link/link_frame.hpp"

namespace {
thread_local std::size_t n_allocation = 0;  // of this thread
}

#if defined(OHMIMO_SANITIZED)
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, std::size_t),
                                                         void (*)(const volatile void*));
static const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { ++n_allocation; }, [](const volatile void*) {});
TEST_CASE("the sanitizer counts allocations") {
  CHECK(installed > 0);
}
#else
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) noexcept {
  ++n_allocation;
  return __libc_malloc(size);
}
void* calloc(std::size_t n, std::size_t size) noexcept {
  ++n_allocation;
  return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t size) noexcept {
  ++n_allocation;
  return __libc_realloc(p, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  ++n_allocation;
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) noexcept {
  ++n_allocation;
  *out = __libc_memalign(alignment, size);
  return *out == nullptr ? ENOMEM : 0;
}
}
#endif

using namespace ohmimo;

namespace {

struct Warm {
  LinkFrame frame;
  FrameCount count;
  std::uint32_t next = 0;

  explicit Warm(const Config& config) : Warm(link_config(config)) {}
  explicit Warm(const LinkConfig& link) : frame(link) { allocations(3); }

  // Of n frames.
  std::size_t allocations(std::uint32_t n) {
    const std::size_t before = n_allocation;
    for (const std::uint32_t end = next + n; next < end; ++next) frame.run({1, 0, next}, 0.1, count);
    return n_allocation - before;
  }
};

}  // namespace

TEST_CASE("allocations are counted, ours and Armadillo's") {
  const std::size_t before = n_allocation;
  const MatrixBatch batch(16, 2, 2);
  const std::size_t ours = n_allocation - before;
  const arma::mat matrix(20, 20);
  const std::size_t both = n_allocation - before;
  CHECK(ours == 1);
  CHECK(both == 2);
}

TEST_CASE("frames of digital detectors allocate nothing after the first") {
  for (const char* exact : {"on", "off"})
    for (int n_vector : {1, 14, 168}) {
      Config config;
      config.link.n_rx = 64;
      config.detector.names = {"mrc", "zf", "mmse", "mmse-biased"};
      config.link.vectors_per_channel = n_vector;
      config.channel.exact_statistics = exact;
      config.channel.user_spread_db = 6.0;
      CHECK(Warm(config).allocations(10) == 0);
    }
  Config correlated;
  correlated.link.n_rx = 64;
  correlated.detector.names = {"zf"};
  correlated.channel.model = "exp:0.7";
  CHECK(Warm(correlated).allocations(10) == 0);
  LinkConfig estimated = link_config(correlated);
  estimated.uplink.csi = csi_spec("error:20");
  CHECK(Warm(estimated).allocations(10) == 0);
}

TEST_CASE("slots of digital detectors allocate nothing after the first three, with and without pilots") {
  for (const std::string channel : {"tdl-c", "cdl-d", "umi"})
    for (const std::string csi : {"perfect", "ls", "lmmse", "lmmse-robust"}) {
      Config config;
      config.link.n_rx = 16;
      config.link.n_user = 4;
      config.detector.names = {"zf", "mmse"};
      config.channel.model = channel;
      config.csi.model = csi;
      config.scene.speed_kmh = 30.0;
      INFO(channel << ", csi " << csi);
      CHECK(Warm(config).allocations(10) == 0);
    }
}

TEST_CASE(
    "frames of the analogue and reference detectors allocate no more than 100 times per channel, always the same") {
  for (const char* detector : {"rram-zf", "rram-mmse", "reference"}) {
    Config config;
    config.link.n_rx = 16;
    config.link.n_user = 6;
    config.detector.names = {detector};
    Warm warm(config);
    const std::size_t per_frame = warm.allocations(1);
    INFO(detector << ": " << per_frame << " per frame");
    CHECK(per_frame > 0);  // the counter sees what happens inside a frame
    CHECK(per_frame <= 100u * link_config(config).uplink.n_channel);
    CHECK(warm.allocations(3) == 3 * per_frame);
  }
}

TEST_CASE("peak memory does not grow with the number of frames") {
  Config config;
  config.detector.names = {"mmse"};
  RunControl control;
  control.threads = 2;
  const auto peak_kB_after = [&](std::uint64_t frames) {
    run_point(link_config(config), {1, 0, 1.0}, {~0ull, frames, 60.0}, control);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const long warm = peak_kB_after(100);
  // The second run may get other pages for the same purposes: the work space of two threads is below 2 MB.
  CHECK(peak_kB_after(3000) - warm < 2000);
}
