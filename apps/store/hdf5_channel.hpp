// Channels in HDF5 files, of MATLAB 7.3 too: compounds {r, i} or {real, imag}, or pairs of real numbers.
#pragma once
#include <string>

#include "apps/store/raw_file.hpp"
#include "channel/recorded.hpp"

namespace ohmimo::store {

// name: of a dataset, empty = by what it holds. Trusts the file as far as the HDF5 library does, so that it must run in
// a child (apps/matrix/guarded_child.hpp). Throws std::invalid_argument.
RawFile read_hdf5_channel(const std::string& file, const std::string& name);

// Our own layout (README.md of this folder); false if it cannot be written.
bool write_hdf5_channel(const ChannelRecord& record, const std::string& file);

}  // namespace ohmimo::store
