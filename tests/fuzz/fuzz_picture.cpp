// Fuzz target: grey pictures, as PGM and as PNG.
#include "apps/matrix/picture_file.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;

namespace {

template <class Parse>
void read(Parse parse, std::string_view bytes) {
  try {
    const arma::mat picture = parse(bytes, "a.pgm");
    fuzz::require(!picture.is_empty(), "a picture has pixels");
    fuzz::require(picture.min() >= 0.0 && picture.max() <= 255.0 + 1e-9, "grey levels go from 0 to 255");
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read(matrix::parse_pgm, fuzz::text_of(data, size));
  read(matrix::parse_png, fuzz::text_of(data, size));
  return 0;
}
