// The samples of slots between the thread that assembles them and those that detect: a fixed number of places.
#pragma once
#include <bitset>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "apps/stream/stream_shape.hpp"

namespace ohmimo::stream {

inline constexpr std::size_t max_prb = 275;  // of an NR carrier
using PrbSet = std::bitset<max_prb>;

// A slot as it was received.
struct SlotSamples {
  std::uint64_t slot = 0;           // counted from the sender's start
  std::vector<std::int16_t> words;  // [symbol][rx][subcarrier][I, Q]; without meaning where nothing arrived
  std::vector<PrbSet> arrived;      // [symbol][rx]
  bool complete = false;
  std::int64_t last_arrival_ns = 0;  // of its packets, steady clock

  explicit SlotSamples(const StreamShape& shape)
      : words(2 * shape.n_subcarrier() * shape.n_rx * shape.n_symbol),
        arrived(static_cast<std::size_t>(shape.n_rx) * shape.n_symbol) {}
};

// I and Q of all subcarriers of a symbol at an antenna.
inline std::span<std::int16_t> words_of(SlotSamples& slot, const StreamShape& shape, int symbol, int rx) {
  const std::size_t n = 2 * shape.n_subcarrier();
  return std::span(slot.words).subspan((static_cast<std::size_t>(symbol) * shape.n_rx + rx) * n, n);
}
inline std::span<const std::int16_t> words_of(const SlotSamples& slot, const StreamShape& shape, int symbol, int rx) {
  const std::size_t n = 2 * shape.n_subcarrier();
  return std::span(slot.words).subspan((static_cast<std::size_t>(symbol) * shape.n_rx + rx) * n, n);
}
inline const PrbSet& arrived_of(const SlotSamples& slot, const StreamShape& shape, int symbol, int rx) {
  return slot.arrived[static_cast<std::size_t>(symbol) * shape.n_rx + rx];
}

class SlotPool {
 public:
  SlotPool(const StreamShape& shape, std::size_t n_place);

  // Of the assembler. A free place, nullptr if there is none, or the next one to become free (nullptr once ended).
  SlotSamples* take_free();
  SlotSamples* wait_for_free();
  void give_back(SlotSamples* slot);  // not used after all, or detected
  void give(SlotSamples* slot);       // to those who detect
  void end();                         // no more will come

  // Of a detector: the next slot, nullptr after the last one.
  SlotSamples* take();

 private:
  std::vector<std::unique_ptr<SlotSamples>> places_;
  std::mutex mutex_;
  std::condition_variable freed_, given_;
  std::vector<SlotSamples*> free_;
  std::deque<SlotSamples*> waiting_;
  bool ended_ = false;
};

}  // namespace ohmimo::stream
