// Fuzz target: captures of packets, pcap and pcapng.
#include <algorithm>
#include <vector>

#include "apps/fronthaul/capture.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch_file.hpp"

using namespace ohmimo;
using namespace ohmimo::fronthaul;

namespace {

void require_sound(const CapturedDatagram& datagram, std::size_t size) {
  fuzz::require(datagram.udp.payload.size() <= size, "a datagram lies within the file");
  fuzz::require(std::abs(datagram.time_ns) <= 4'300'000'000'000'000'000, "times can be subtracted");
}

// Between addresses of one kind.
void require_same_again(const FrameView& udp) {
  if (udp.from.is_v4() != udp.to.is_v4()) return;
  std::vector<std::uint8_t> frame;
  make_frame(udp.from, udp.to, udp.payload, frame);
  FrameView again;
  fuzz::require(read_frame(1, frame, again), "what is written is read");
  fuzz::require(again.from == udp.from && again.to == udp.to && !again.cut, "with its addresses");
  fuzz::require(std::ranges::equal(again.payload, udp.payload), "with its payload");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchFile file;
  file.fill(data, size);
  try {
    CaptureReader reader(file.name());
    CapturedDatagram datagram;
    std::size_t n_datagram = 0;
    while (reader.next(datagram)) {
      require_sound(datagram, size);
      require_same_again(datagram.udp);
      n_datagram += 1;
    }
    fuzz::require(16 * (n_datagram + reader.n_other()) <= size, "a packet takes 16 bytes of the file");
    fuzz::require(reader.comment().size() <= size, "the comment lies within the file");
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
