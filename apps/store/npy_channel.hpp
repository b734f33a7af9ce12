// Channels as .npy of numpy (apps/matrix/npy_array.hpp): shape and numbers, no more.
#pragma once
#include <string>

#include "apps/store/raw_file.hpp"
#include "channel/recorded.hpp"

namespace ohmimo::store {

// complex64 or complex128, or pairs of float32 or float64, of either byte order, in C or Fortran order. Reads nothing
// that the file does not hold. Throws std::invalid_argument.
RawFile read_npy_channel(const std::string& file);

// complex64, C order, [slot][symbol][subcarrier][rx][user]; false if it cannot be written.
bool write_npy_channel(const ChannelRecord& record, const std::string& file);

}  // namespace ohmimo::store
