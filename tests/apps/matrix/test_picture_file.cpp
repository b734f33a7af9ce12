// Pictures: what .pgm and .png hold is read, and 26 wrong ones are refused in a sentence.
#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/matrix/picture_file.hpp"
#include "tests/temporary_folder.hpp"

namespace test_picture_file {

using namespace ohmimo;
using namespace ohmimo::matrix;

std::string read_bytes(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

arma::mat ramp(arma::uword rows, arma::uword cols) {
  arma::mat picture(rows, cols);
  for (arma::uword k = 0; k < picture.n_elem; ++k) picture(k) = static_cast<double>(k % 256);
  return picture;
}

std::string ramp_png() {
  const TemporaryFolder folder;
  write_png(ramp(13, 9), folder.file("ramp.png"));
  return read_bytes(folder.file("ramp.png"));
}

std::string complaint(const std::function<arma::mat()>& read) {
  try {
    read();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "loaded";
}

using namespace std::string_literals;

struct WrongPgm {
  std::string bytes, words;
};
const std::vector<WrongPgm> wrong_pgm = {
    {"", "must begin with P2 or P5"},
    {"P", "must begin with P2 or P5"},
    {"P6 1 1 255 abc", "must begin with P2 or P5, got \"P6\""},
    {"P4 8 1 a", "must begin with P2 or P5"},
    {"P5", "width must be a whole number"},
    {"P5 3", "height must be a whole number"},
    {"P5 3 2", "highest level must be a whole number"},
    {"P5 -3 2 255\nabcdef", "width must be a whole number"},
    {"P5 3.5 2 255\nabcdef", "width must be a whole number"},
    {"P5 3 2 0\nabcdef", "a highest level from 1 to 65535"},
    {"P5 3 2 65536\nabcdef", "highest level must be a whole number up to 65535"},
    {"P5 3 2 x\nabcdef", "highest level must be a whole number"},
    {"P5 0 2 255\n", "must have from 1 to 16777216 pixels, got 0 x 2"},
    {"P5 99999 99999 255\n", "must have from 1 to 16777216 pixels, got 99999 x 99999"},
    {"P5 4000 4000 255\nabc", "must hold the 4000 x 4000 pixels that it claims, 16000000 bytes, got 3"},
    {"P5 3 2 255\nabcde", "must hold the 3 x 2 pixels that it claims, 6 bytes, got 5"},
    {"P5 3 2 300\nabcdefghijk", "12 bytes, got 11"},
    {"P5 3 2 255\nabcdefg", "must end after its pixels, got 1 bytes more"},
    {"P5 1 1 9\n\x0a", "must hold grey levels up to 9, got \"10\""},
    {"P2 2 1 9\n1", "must hold the 2 x 1 pixels that it claims, 3 bytes"},
    {"P2 2 1 9\n1 10", "grey level must be a whole number up to 9, got \"10\""},
    {"P2 2 1 9\n1 x", "grey level must be a whole number"},
    {"P2 2 1 9\n1 2 3", "must end after its pixels"},
    {"P2 99999999999 1 9\n1", "width must be a whole number"},
};

TEST_CASE("PGM in bytes and in text, with comments, of one and two bytes a pixel") {
  CHECK(arma::approx_equal(parse_pgm("P5\n# by hand\n2 3 255\n\x00\x01\x02\x03\xfe\xff"s, "a.pgm"),
                           arma::mat{{0, 1}, {2, 3}, {254, 255}}, "absdiff", 0.0));
  CHECK(arma::approx_equal(parse_pgm("P2 3 2\n5\n0 1 2 # half\n3 4 5\n", "a.pgm"),
                           arma::mat{{0, 51, 102}, {153, 204, 255}}, "absdiff", 1e-12));
  CHECK(
      arma::approx_equal(parse_pgm("P5 2 1 1000\n\x00\x00\x03\xe8"s, "a.pgm"), arma::mat{{0, 255}}, "absdiff", 1e-12));
  CHECK(parse_pgm("P5 1 1 255\n\n"s, "a.pgm")(0, 0) == 10.0);  // a pixel that looks like a line end
}

TEST_CASE("PNG: what is written is read again, and is cut off to grey levels") {
  const TemporaryFolder folder;
  write_png(ramp(13, 9), folder.file("ramp.png"));
  CHECK(arma::approx_equal(read_picture(folder.file("ramp.png")), ramp(13, 9), "absdiff", 0.0));
  write_png({{-5.0, 0.4}, {254.6, 300.0}}, folder.file("cut.png"));
  CHECK(arma::approx_equal(read_picture(folder.file("cut.png")), arma::mat{{0, 0}, {255, 255}}, "absdiff", 0.0));
  CHECK(folder.n_file() == 2);
}

TEST_CASE("wrong PGM pictures are refused in one sentence") {
  for (const WrongPgm& wrong : wrong_pgm) {
    const std::string words = complaint([&] { return parse_pgm(wrong.bytes, "a.pgm"); });
    CAPTURE(wrong.bytes);
    CAPTURE(words);
    CHECK(words.find(wrong.words) != std::string::npos);
    CHECK(words.starts_with("\"a.pgm\" "));
    CHECK(words.find('\n') == std::string::npos);
  }
}

TEST_CASE("PNG pictures that are cut or changed anywhere load or are refused in one sentence") {
  const std::string whole = ramp_png();
  CHECK(complaint([&] { return parse_png("", "a.png"); }).starts_with("\"a.png\" is not a PNG picture"));
  CHECK(complaint([&] { return parse_png("P5 1 1 255\na", "a.png"); }).starts_with("\"a.png\" is not a PNG picture"));
  for (std::size_t size = 0; size + 12 < whole.size(); ++size)  // the last 12 bytes are the end mark
    CHECK(complaint([&] { return parse_png(whole.substr(0, size), "a.png"); }).find("\"a.png\"") == 0);
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char change : {'\x01', '\x80', '\xff'}) {
      std::string wrong = whole;
      wrong[at] = static_cast<char>(wrong[at] ^ change);
      const std::string words = complaint([&] { return parse_png(wrong, "a.png"); });
      CHECK(words.find('\n') == std::string::npos);
      refused += words == "loaded" ? 0 : 1;
    }
  CHECK(refused > static_cast<int>(whole.size()));
}

TEST_CASE("a PNG picture that claims more pixels than its bytes can hold is refused before memory is taken") {
  std::string large = ramp_png();
  // IHDR: width at 16, its checksum at 29 (of type and data), computed by zlib's rule over 17 bytes.
  const auto with_width = [&](std::uint32_t width) {
    std::string bytes = large;
    for (int k = 0; k < 4; ++k) bytes[static_cast<std::size_t>(16 + k)] = static_cast<char>(width >> (24 - 8 * k));
    std::uint32_t sum = 0xffffffffu;
    for (std::size_t k = 12; k < 29; ++k) {
      sum ^= static_cast<unsigned char>(bytes[k]);
      for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (0xedb88320u & (0u - (sum & 1u)));
    }
    sum ^= 0xffffffffu;
    for (int k = 0; k < 4; ++k) bytes[static_cast<std::size_t>(29 + k)] = static_cast<char>(sum >> (24 - 8 * k));
    return bytes;
  };
  CHECK(complaint([&] { return parse_png(with_width(9), "a.png"); }) == "loaded");
  CHECK(complaint([&] {
          return parse_png(with_width(900'000), "a.png");
        }).find("must hold the 900000 x 13 pixels that it claims") != std::string::npos);
  CHECK(complaint([&] { return parse_png(with_width(900'000'000), "a.png"); }).find("\"a.png\"") == 0);
}

TEST_CASE("files that are no pictures") {
  const TemporaryFolder folder;
  CHECK(complaint([&] { return read_picture("a.jpg"); }) == "a picture must end in .png or .pgm, got \"a.jpg\"");
  CHECK(complaint([&] { return read_picture("no.pgm"); }) == "\"no.pgm\" does not exist");
  CHECK(complaint([&] { return read_picture(folder.path.string() + "/x.png"); }).find("does not exist") !=
        std::string::npos);
}

}  // namespace test_picture_file
