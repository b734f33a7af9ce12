#include "apps/store/npy_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

static_assert(std::endian::native == std::endian::little);
constexpr std::string_view magic = "\x93NUMPY";

struct NpyHeader {
  char kind = 'c', order = '<';
  std::size_t item_bytes = 8;  // of a number with both parts
  bool fortran_order = false;
  Shape shape;
  std::uint64_t data_at = 0;
};

[[noreturn]] void refuse(const std::string& file, const std::string& rule) {
  throw std::invalid_argument(fmt::format("{} {}", in_quotes(file), rule));
}

// {'descr': '<c8', 'fortran_order': False, 'shape': (3, 4), }: what stands behind a key.
std::string_view behind(const std::string& file, std::string_view header, std::string_view key) {
  const std::size_t at = header.find(fmt::format("'{}'", key));
  const std::size_t colon = at == std::string_view::npos ? at : header.find(':', at);
  if (colon == std::string_view::npos) refuse(file, fmt::format("header must name {}", key));
  const std::string_view rest = header.substr(colon + 1);
  return rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
}

void set_type(const std::string& file, std::string_view text, NpyHeader& header) {
  const std::string_view word = text.substr(0, text.find('\'', 1) + 1);
  constexpr std::array<std::string_view, 8> known = {"'<c8'", "'>c8'", "'<c16'", "'>c16'",
                                                     "'<f4'", "'>f4'", "'<f8'",  "'>f8'"};
  if (std::ranges::find(known, word) == known.end())
    refuse(file, fmt::format("descr must be <c8, <c16, or <f4, <f8 for pairs of real numbers, got {}",
                             in_quotes(text.substr(0, 20))));
  header.order = word[1];
  header.kind = word[2];
  header.item_bytes = word[3] == '8' ? 8 : word[3] == '4' ? 4 : 16;
}

void set_shape(const std::string& file, std::string_view text, NpyHeader& header) {
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos) refuse(file, "shape must stand in brackets");
  std::vector<std::string> lengths = split(text.substr(1, end - 1), ',');
  if (trimmed(lengths.back()).empty()) lengths.pop_back();  // (3,)
  constexpr std::size_t most_axes = 32;
  if (lengths.empty() || lengths.size() > most_axes)
    refuse(file, fmt::format("shape must have from 1 to {} axes, got {}", most_axes, lengths.size()));
  for (const std::string& length : lengths)
    header.shape.push_back(natural_from_text(in_quotes(file) + " shape", trimmed(length.substr(0, 30))));
}

NpyHeader read_header(const std::string& file, std::ifstream& stream, std::uint64_t file_bytes) {
  std::array<unsigned char, 12> begin{};
  stream.read(reinterpret_cast<char*>(begin.data()), 10);
  if (!stream || std::memcmp(begin.data(), magic.data(), magic.size()) != 0)
    refuse(file, "is not an NPY file: it lacks the signature");
  const int major = begin[6];
  if (major < 1 || major > 3) refuse(file, fmt::format("must have format 1.0, 2.0 or 3.0, got {}.{}", major, begin[7]));
  std::uint64_t length = begin[8] + 256u * begin[9], at = 10;
  if (major > 1) {
    stream.read(reinterpret_cast<char*>(begin.data() + 10), 2);
    length += (std::uint64_t{begin[10]} << 16) + (std::uint64_t{begin[11]} << 24);
    at = 12;
  }
  constexpr std::uint64_t longest_header = 65536;
  if (length > longest_header || at + length > file_bytes)
    refuse(file, fmt::format("is damaged or cut short: its header announces {} bytes", length));
  std::string text(length, ' ');
  stream.read(text.data(), static_cast<std::streamsize>(length));
  NpyHeader header;
  set_type(file, behind(file, text, "descr"), header);
  const std::string_view fortran = behind(file, text, "fortran_order");
  if (!fortran.starts_with("True") && !fortran.starts_with("False"))
    refuse(file, "fortran_order must be True or False");
  header.fortran_order = fortran.starts_with("True");
  set_shape(file, behind(file, text, "shape"), header);
  header.data_at = at + length;
  return header;
}

template <class Real>
float next_float(const char*& from, bool swapped) {
  std::array<char, sizeof(Real)> bytes{};
  std::memcpy(bytes.data(), from, sizeof(Real));
  from += sizeof(Real);
  if (swapped) std::ranges::reverse(bytes);
  return static_cast<float>(std::bit_cast<Real>(bytes));
}

template <class Real>
void read_values(std::ifstream& stream, const NpyHeader& header, RawArray& array) {
  const bool swapped = header.order == '>', is_complex = header.kind == 'c';
  constexpr std::size_t piece = 4096;
  std::vector<char> bytes(piece * header.item_bytes);
  for (std::size_t first = 0; first < array.values.size(); first += piece) {
    const std::size_t n = std::min(piece, array.values.size() - first);
    stream.read(bytes.data(), static_cast<std::streamsize>(n * header.item_bytes));
    const char* from = bytes.data();
    for (std::size_t k = 0; k < n; ++k) {
      const float re = next_float<Real>(from, swapped);
      array.values[first + k] = {re, is_complex ? next_float<Real>(from, swapped) : 0.f};
    }
  }
}

}  // namespace

RawFile read_npy_channel(const std::string& file) {
  const std::uint64_t file_bytes = std::filesystem::file_size(file);
  std::ifstream stream(file, std::ios::binary);
  const NpyHeader header = read_header(file, stream, file_bytes);
  const std::uint64_t n = number_count(in_quotes(file), header.shape), held = file_bytes - header.data_at;
  if (n * header.item_bytes != held)
    refuse(file, fmt::format("must hold {} numbers of {} bytes after its header, it has {} bytes there",
                             shape_text(header.shape), header.item_bytes, held));
  RawArray array{.name = "H",
                 .shape = header.shape,
                 .first_fastest = header.fortran_order,
                 .is_complex = header.kind == 'c',
                 .values = std::vector<std::complex<float>>(n)};
  const bool single = header.item_bytes == (array.is_complex ? 8 : 4);
  single ? read_values<float>(stream, header, array) : read_values<double>(stream, header, array);
  if (!stream) refuse(file, "cannot be read");
  return {.arrays = {std::move(array)}};
}

bool write_npy_channel(const ChannelRecord& r, const std::string& file) {
  std::string header = fmt::format("{{'descr': '<c8', 'fortran_order': False, 'shape': ({}, {}, {}, {}, {}), }}",
                                   r.n_slot, r.n_symbol, r.n_subcarrier, r.n_rx, r.n_user);
  header.append(63 - (10 + header.size()) % 64, ' ').append("\n");  // numbers begin at a multiple of 64 bytes
  std::ofstream stream(file, std::ios::binary);
  stream << magic << '\x01' << '\0' << static_cast<char>(header.size() % 256) << static_cast<char>(header.size() / 256)
         << header;
  stream.write(reinterpret_cast<const char*>(r.h.data()), static_cast<std::streamsize>(8 * r.h.size()));
  return bool(stream.flush());
}

}  // namespace ohmimo::store
