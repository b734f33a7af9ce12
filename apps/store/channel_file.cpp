#include "apps/store/channel_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "apps/matrix/file_name.hpp"
#include "apps/matrix/hdf5_matrix.hpp"
#include "apps/store/axes.hpp"
#include "apps/store/hdf5_channel.hpp"
#include "apps/store/npy_channel.hpp"
#include "apps/store/raw_answer.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> endings = {".h5", ".hdf5", ".mat", ".npy"};
constexpr double most_file_megabytes = 2.0 * most_megabytes + 100.0;  // numbers in double precision

RawFile read_raw(const matrix::NameInFile& source) {
  const std::string ending = matrix::ending_of(source.file);
  if (ending == ".npy") return read_npy_channel(source.file);
  const bool hdf5 = matrix::has_hdf5_signature(source.file);
  if (ending == ".mat" && !hdf5)
    return read_raw_guarded(source.file, [&source] { return read_mat_channel(source.file, source.name); });
  if (!hdf5)
    throw std::invalid_argument(fmt::format("{} is not an HDF5 file: it lacks the signature", in_quotes(source.file)));
  return read_raw_guarded(source.file, [&source] { return read_hdf5_channel(source.file, source.name); });
}

bool write_as(const ChannelRecord& record, const std::string& ending, const std::string& file, MatVersion version) {
  if (ending == ".npy") return write_npy_channel(record, file);
  return ending == ".mat" ? write_mat_channel(record, file, version) : write_hdf5_channel(record, file);
}

}  // namespace

void require_channel_ending(const fs::path& file) {
  if (std::ranges::find(endings, matrix::ending_of(file)) == endings.end())
    throw std::invalid_argument(fmt::format("a channel file must end in one of {}, got {}", fmt::join(endings, ", "),
                                            in_quotes(file.string())));
}

double record_megabytes(const ChannelRecord& record, std::string_view field) {
  const Shape shape = {record.n_slot, record.n_symbol, record.n_subcarrier, record.n_rx, record.n_user};
  return 8e-6 * static_cast<double>(number_count(std::string(field), shape));
}

StoredChannel read_channel(const std::string& name, const ReadOptions& options) {
  const matrix::NameInFile source = matrix::split_name(name);
  require_channel_ending(source.file);
  matrix::require_readable(source.file, most_file_megabytes);
  if (!options.dims.empty()) axes_from_text(options.dims);
  return record_from_raw(read_raw(source), in_quotes(source.file), options);
}

void write_channel(const ChannelRecord& record, const fs::path& file, MatVersion version) {
  require_channel_ending(file);
  fs::path part = file;
  part += ".part";
  std::error_code error;
  const bool written = write_as(record, matrix::ending_of(file), part.string(), version);
  if (written) fs::rename(part, file, error);
  if (written && !error) return;
  fs::remove(part, error);
  throw std::runtime_error(fmt::format("cannot write {}", file.string()));
}

}  // namespace ohmimo::store
