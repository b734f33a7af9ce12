#include "apps/matrix/picture_file.hpp"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <vector>

#include "apps/matrix/file_name.hpp"
#include "apps/results/text_file.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

constexpr double most_picture_megabytes = 200.0;
constexpr double most_inflation = 8.0 * 1032.0;  // pixels of 1 bit a byte of deflate data can hold

struct PngEnd {
  void operator()(png_image* image) const { png_image_free(image); }
};

void require_pixels(const std::string& name, double width, double height) {
  if (!(width >= 1.0 && height >= 1.0 && width * height <= most_pixels))
    throw std::invalid_argument(fmt::format("{} must have from 1 to {:.0f} pixels, got {:.0f} x {:.0f}",
                                            in_quotes(name), most_pixels, width, height));
}

}  // namespace

arma::mat parse_png(std::string_view bytes, const std::string& name) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, PngEnd> end(&image);
  const auto refuse = [&] {
    throw std::invalid_argument(
        fmt::format("{} is not a PNG picture that can be read: {}", in_quotes(name), one_line(image.message)));
  };
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) refuse();
  require_pixels(name, image.width, image.height);
  if (static_cast<double>(image.width) * image.height > most_inflation * static_cast<double>(bytes.size()))
    throw std::invalid_argument(fmt::format("{} must hold the {} x {} pixels that it claims, it has {} bytes",
                                            in_quotes(name), image.width, image.height, bytes.size()));
  image.format = PNG_FORMAT_GRAY;
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  std::vector<png_byte> grey(PNG_IMAGE_SIZE(image));
  const png_color white = {255, 255, 255};
  if (png_image_finish_read(&image, &white, grey.data(), 0, nullptr) == 0) refuse();
  arma::mat picture(image.height, image.width);
  for (arma::uword row = 0; row < picture.n_rows; ++row)
    for (arma::uword col = 0; col < picture.n_cols; ++col) picture(row, col) = grey[row * picture.n_cols + col];
  return picture;
}

arma::mat read_picture(const std::string& file) {
  const std::string ending = ending_of(file);
  if (ending != ".png" && ending != ".pgm")
    throw std::invalid_argument("a picture must end in .png or .pgm, got " + in_quotes(file));
  require_readable(file, most_picture_megabytes);
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  return ending == ".png" ? parse_png(bytes, file) : parse_pgm(bytes, file);
}

void write_png(const arma::mat& grey, const std::filesystem::path& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(grey.n_cols);
  image.height = static_cast<png_uint_32>(grey.n_rows);
  image.format = PNG_FORMAT_GRAY;
  std::vector<png_byte> pixels;
  for (arma::uword row = 0; row < grey.n_rows; ++row)
    for (arma::uword col = 0; col < grey.n_cols; ++col)
      pixels.push_back(static_cast<png_byte>(std::lround(std::clamp(grey(row, col), 0.0, 255.0))));
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr) == 0)
    throw std::runtime_error(fmt::format("cannot write {}: {}", file.string(), image.message));
  write_text_file(file, std::string_view(bytes).substr(0, size));
}

}  // namespace ohmimo::matrix
