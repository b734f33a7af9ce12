// The cells of one programmed system: how they are written, and how one call of solve reads them. Every effect draws
// from a stream of its own: no draw of one changes those of another.
#pragma once
#include <memory>
#include <optional>

#include "rram/inversion/block_inverse.hpp"

namespace ohmimo::rram {

// Writers of the low-precision and of the high-precision cells. Only the programming errors of the low-precision cells
// advance the stream given; the high-precision cells and the effects have streams named after it.
class ArrayWriters {
 public:
  // config must outlive the writers. Nothing is drawn without fidelity.device.
  ArrayWriters(const SolverConfig& config, RngStream& device);
  ArrayWriters(const ArrayWriters&) = delete;

  CellWriter& low() { return low_; }
  const SliceReads::Source* high() const { return source_ ? &*source_ : nullptr; }  // null unless HpPath::analogue
  WriteCount pulses() const;

 private:
  std::optional<CellAging> low_aging_, high_aging_;
  std::optional<RngStream> high_stream_;
  CellWriter low_;
  std::optional<CellWriter> high_;
  std::optional<SliceReads::Source> source_;
};

// The arrays as one call of solve reads them.
class ArrayReading {
 public:
  // With read noise the low-precision arrays are read anew. Where reading draws numbers, read is advanced, and
  // std::invalid_argument thrown if it is null.
  ArrayReading(const SolverConfig& config, std::shared_ptr<const BlockInverse> inverse, RngStream* read);

  const BlockInverse& inverse() const { return *inverse_; }

  // The reader of the high-precision cells for 16 vectors from index `first` on. It counts the active lanes.
  HpReader* start(std::size_t first, const Lanes& active);
  const ReadCount& count() const { return high_.count; }

 private:
  std::shared_ptr<const BlockInverse> inverse_;
  std::optional<FrameId> name_;  // of the streams of the high-precision reads, if they draw
  HpReader high_;
};

}  // namespace ohmimo::rram
