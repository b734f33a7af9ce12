// Fuzz target: matrices in HDF5 files.
#include <hdf5.h>

#include "apps/matrix/hdf5_matrix.hpp"
#include "tests/fuzz/fuzz_matrix.hpp"
#include "tests/fuzz/scratch_file.hpp"

using namespace ohmimo;
using namespace ohmimo::matrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchFile file;
  // Every file opened takes 1 MB, which the library shall keep for the next: five times as fast.
  [[maybe_unused]] static const herr_t kept = H5set_free_list_limits(-1, -1, -1, -1, -1, -1);
  file.fill(data, size);
  try {
    if (has_hdf5_signature(file.name())) fuzz::require_sound(read_hdf5({file.name(), ""}));
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  } catch (const std::bad_alloc&) {  // read_guarded makes a refusal of it
  }
  fuzz::require(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL) == 0, "nothing is left open");
  return 0;
}
