// Fuzz target: channels in HDF5, MATLAB and numpy files.
#include <hdf5.h>

#include "apps/matrix/hdf5_matrix.hpp"
#include "apps/store/hdf5_channel.hpp"
#include "apps/store/mat_channel.hpp"
#include "apps/store/npy_channel.hpp"
#include "apps/store/raw_record.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch_file.hpp"

using namespace ohmimo;

namespace {

store::RawFile read(const std::string& file, std::string_view begin) {
  if (matrix::has_hdf5_signature(file)) return store::read_hdf5_channel(file, "");
  if (begin.starts_with("MATLAB")) return store::read_mat_channel(file, "");
  return store::read_npy_channel(file);
}

void require_sound(const ChannelRecord& record) {
  const std::size_t ends = record.n_rx * record.n_user;
  fuzz::require(record.n_slot > 0 && ends > 0, "a channel has slots, antennas and users");
  fuzz::require(record.h.size() == (record.has_paths() ? 0 : record.n_matrix() * ends), "as many numbers as its shape");
  fuzz::require(record.gain.size() == record.n_slot * record.n_path * ends, "as many gains as its shape");
  fuzz::require(record.delay_s.size() == record.n_slot * record.n_path * record.n_user, "as many delays as its shape");
  for (const double delay_s : record.delay_s) fuzz::require(delay_s >= 0.0 && delay_s <= 1e-3, "a delay is one");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchFile file;
  [[maybe_unused]] static const herr_t kept = H5set_free_list_limits(-1, -1, -1, -1, -1, -1);  // fuzz_hdf5.cpp
  file.fill(data, size);
  try {
    require_sound(store::record_from_raw(read(file.name(), fuzz::text_of(data, size)), "file", {}).record);
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  } catch (const std::bad_alloc&) {  // read_in_child makes a refusal of it
  }
  fuzz::require(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL) == 0, "nothing is left open");
  return 0;
}
