// Channels in MATLAB files: level 5 read and written, 7.3 written, by libmatio. 7.3 is read as HDF5.
#pragma once
#include <string>

#include "apps/store/raw_file.hpp"
#include "channel/recorded.hpp"

namespace ohmimo::store {

// name: of a variable, empty = by what the file holds. Trusts it as far as libmatio does, so that it must run in a
// child (apps/matrix/guarded_child.hpp). Throws std::invalid_argument.
RawFile read_mat_channel(const std::string& file, const std::string& name);

enum class MatVersion { level5, v73 };

// H [subcarrier, symbol, rx, user, slot], single, as the 5G Toolbox orders a channel estimate, and beside it dims and
// what is known (word_variables); false if it cannot be written.
bool write_mat_channel(const ChannelRecord& record, const std::string& file, MatVersion version);

}  // namespace ohmimo::store
