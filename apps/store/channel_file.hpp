// Channels in files: .h5 and .hdf5 (ours, Sionna's), .mat (MATLAB level 5 and 7.3, QuaDRiGa) and .npy.
#pragma once
#include <filesystem>
#include <string>

#include "apps/store/mat_channel.hpp"
#include "apps/store/raw_record.hpp"
#include "channel/recorded.hpp"

namespace ohmimo::store {

// name: FILE, or FILE:NAME with an HDF5 dataset or a variable. Throws std::invalid_argument naming file, field and rule
// for a file that is missing, damaged, too large or no channel; no file makes the program crash, and no memory is taken
// before what the file announces is held against its size.
StoredChannel read_channel(const std::string& name, const ReadOptions& options = {});

// By the ending; writes a temporary file beside it and renames it. The record must hold matrices. Throws
// std::runtime_error naming the file.
void write_channel(const ChannelRecord& record, const std::filesystem::path& file,
                   MatVersion version = MatVersion::level5);

// Throws std::invalid_argument if the ending is none of the above.
void require_channel_ending(const std::filesystem::path& file);

// Complex numbers of a record in MB; throws std::invalid_argument if it is too large to be held, naming field.
double record_megabytes(const ChannelRecord& record, std::string_view field);

}  // namespace ohmimo::store
