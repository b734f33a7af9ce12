// Fuzz target: matrices in the Matrix Market format.
#include "apps/matrix/matrix_market.hpp"
#include "tests/fuzz/fuzz_matrix.hpp"

using namespace ohmimo;
using namespace ohmimo::matrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const FileMatrix matrix = parse_matrix_market(fuzz::text_of(data, size), "a.mtx");
    fuzz::require_sound(matrix);
    fuzz::require(matrix.value.is_finite(), "text holds finite numbers only");
    fuzz::require(fuzz::same(parse_matrix_market(format_matrix_market(matrix), "b.mtx"), matrix),
                  "what is written reads back equal");
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
