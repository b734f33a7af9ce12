// Fuzz target: matrices in MATLAB files of version 5 to 7.
#include "apps/matrix/mat_file.hpp"
#include "tests/fuzz/fuzz_matrix.hpp"
#include "tests/fuzz/scratch_file.hpp"

using namespace ohmimo;
using namespace ohmimo::matrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchFile file;
  file.fill(data, size);
  try {
    fuzz::require_sound(read_mat({file.name(), ""}));
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  } catch (const std::bad_alloc&) {  // read_guarded makes a refusal of it
  }
  return 0;
}
