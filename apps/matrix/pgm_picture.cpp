// Pictures of netpbm in grey: P2 (text) and P5 (bytes), as pgm(5) describes them.
#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <stdexcept>

#include "apps/matrix/picture_file.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

class Pgm {
 public:
  Pgm(std::string_view bytes, const std::string& name) : rest_(bytes), name_(name) {}

  arma::mat picture() {
    const bool text = rest_.starts_with("P2");
    if (!text && !rest_.starts_with("P5")) refuse("must begin with P2 or P5", rest_.substr(0, 2));
    rest_.remove_prefix(2);
    const double width = number("width", 1e9), height = number("height", 1e9), highest = number("highest level", 65535);
    if (!(width >= 1 && height >= 1 && width * height <= most_pixels))
      throw std::invalid_argument(fmt::format("{} must have from 1 to {:.0f} pixels, got {:.0f} x {:.0f}",
                                              in_quotes(name_), most_pixels, width, height));
    if (highest < 1) refuse("must have a highest level from 1 to 65535", "0");
    const double least = text ? 2.0 * width * height - 1.0 : (highest > 255 ? 2.0 : 1.0) * width * height;
    if (!text && !rest_.empty()) rest_.remove_prefix(1);  // the one blank after the header
    if (static_cast<double>(rest_.size()) < least)
      throw std::invalid_argument(
          fmt::format("{} must hold the {:.0f} x {:.0f} pixels that it claims, {:.0f} bytes, "
                      "got {}",
                      in_quotes(name_), width, height, least, rest_.size()));
    return pixels(static_cast<arma::uword>(height), static_cast<arma::uword>(width), highest, text);
  }

 private:
  [[noreturn]] void refuse(std::string_view rule, std::string_view got) const {
    throw std::invalid_argument(fmt::format("{} {}, got {}", in_quotes(name_), rule, in_quotes(got)));
  }

  void skip_blanks() {
    while (!rest_.empty() && (is_blank(rest_.front()) || rest_.front() == '#')) {
      const std::size_t end = rest_.front() == '#' ? rest_.find('\n') : 0;
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    }
  }

  double number(std::string_view what, unsigned most) {
    skip_blanks();
    unsigned value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    const bool ends = end == rest_.data() + rest_.size() || is_blank(*end) || *end == '#';
    if (error != std::errc() || !ends || value > most)
      refuse(fmt::format("{} must be a whole number up to {}", what, most), rest_.substr(0, 12));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  double sample(bool text, double highest) {
    if (text) return number("grey level", static_cast<unsigned>(highest));
    const auto byte = [this] {
      const auto value = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      return static_cast<double>(value);
    };
    const double first = byte();
    const double value = highest > 255 ? 256.0 * first + byte() : first;
    if (value > highest) refuse(fmt::format("must hold grey levels up to {}", highest), fmt::format("{}", value));
    return value;
  }

  arma::mat pixels(arma::uword height, arma::uword width, double highest, bool text) {
    arma::mat picture(height, width);
    for (arma::uword row = 0; row < height; ++row)
      for (arma::uword col = 0; col < width; ++col) picture(row, col) = 255.0 / highest * sample(text, highest);
    skip_blanks();
    if (!rest_.empty())
      throw std::invalid_argument(
          fmt::format("{} must end after its pixels, got {} bytes more", in_quotes(name_), rest_.size()));
    return picture;
  }

  std::string_view rest_;
  const std::string& name_;
};

}  // namespace

arma::mat parse_pgm(std::string_view bytes, const std::string& name) {
  return Pgm(bytes, name).picture();
}

}  // namespace ohmimo::matrix
