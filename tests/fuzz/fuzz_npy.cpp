// Fuzz target: matrices as .npy.
#include "apps/matrix/npy_matrix.hpp"
#include "tests/fuzz/fuzz_matrix.hpp"
#include "tests/fuzz/scratch_file.hpp"

using namespace ohmimo;
using namespace ohmimo::matrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchFile file;
  file.fill(data, size);
  try {
    fuzz::require_sound(read_npy(file.name()));
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
