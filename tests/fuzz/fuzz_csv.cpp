// Fuzz target: matrices as CSV.
#include "apps/matrix/csv_matrix.hpp"
#include "tests/fuzz/fuzz_matrix.hpp"

using namespace ohmimo;
using namespace ohmimo::matrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const FileMatrix matrix = parse_csv(fuzz::text_of(data, size), "a.csv");
    fuzz::require_sound(matrix);
    fuzz::require(matrix.value.is_finite(), "text holds finite numbers only");
    fuzz::require(fuzz::same(parse_csv(format_csv(matrix), "b.csv"), matrix), "what is written reads back equal");
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
