#include "apps/matrix/npy_array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

static_assert(std::endian::native == std::endian::little);
constexpr std::string_view magic = "\x93NUMPY";

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

// '<f8'
void set_type(const std::string& file, std::string_view text, std::span<const std::string_view> known,
              std::string_view rule, NpyHeader& header) {
  const std::size_t end = text.find('\'', 1);
  const bool is_word = text.starts_with('\'') && end != std::string_view::npos && end > 2;
  const std::string_view type = is_word ? text.substr(2, end - 2) : "";
  const bool has_order = is_word && (type.ends_with('1') && type.size() == 2 ? text[1] == '|' || text[1] == '<'
                                                                             : text[1] == '<' || text[1] == '>');
  if (!has_order || std::ranges::find(known, type) == known.end())
    refuse(file, fmt::format("descr must be {}, got {}", rule,
                             in_quotes(is_word ? text.substr(1, end - 1) : text.substr(0, 20))));
  header.order = text[1];
  header.type = type;
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

std::string header_text(std::ifstream& stream, const std::string& file, NpyHeader& header) {
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
  if (length > longest_header || at + length > std::filesystem::file_size(file))
    refuse(file, fmt::format("is damaged or cut short: its header announces {} bytes", length));
  std::string text(length, ' ');
  stream.read(text.data(), static_cast<std::streamsize>(length));
  header.data_at = at + length;
  return text;
}

template <class Number>
double next_number(const char*& from, bool swapped) {
  std::array<char, sizeof(Number)> bytes{};
  std::memcpy(bytes.data(), from, sizeof(Number));
  from += sizeof(Number);
  if (swapped) std::ranges::reverse(bytes);
  return static_cast<double>(std::bit_cast<Number>(bytes));
}

// Of each type: how its next part is read.
struct NpyType {
  std::string_view name;
  double (*next)(const char*& from, bool swapped);
};
constexpr std::array<NpyType, 12> types = {{{"f4", next_number<float>},
                                            {"f8", next_number<double>},
                                            {"c8", next_number<float>},
                                            {"c16", next_number<double>},
                                            {"i1", next_number<std::int8_t>},
                                            {"i2", next_number<std::int16_t>},
                                            {"i4", next_number<std::int32_t>},
                                            {"i8", next_number<std::int64_t>},
                                            {"u1", next_number<std::uint8_t>},
                                            {"u2", next_number<std::uint16_t>},
                                            {"u4", next_number<std::uint32_t>},
                                            {"u8", next_number<std::uint64_t>}}};

}  // namespace

std::size_t NpyHeader::item_bytes() const {
  return type == "c16" ? 16 : static_cast<std::size_t>(type.back() - '0');
}

NpyHeader read_npy_header(std::ifstream& stream, const std::string& file, std::span<const std::string_view> known,
                          std::string_view rule) {
  NpyHeader header;
  const std::string text = header_text(stream, file, header);
  set_type(file, behind(file, text, "descr"), known, rule, header);
  const std::string_view fortran = behind(file, text, "fortran_order");
  if (!fortran.starts_with("True") && !fortran.starts_with("False"))
    refuse(file, "fortran_order must be True or False");
  header.fortran_order = fortran.starts_with("True");
  set_shape(file, behind(file, text, "shape"), header);
  return header;
}

void require_npy_size(const std::string& file, const NpyHeader& header, std::uint64_t n_number) {
  const std::uint64_t held = std::filesystem::file_size(file) - header.data_at;
  if (n_number * header.item_bytes() != held)
    refuse(file, fmt::format("must hold {} numbers of {} bytes after its header, it has {} bytes there",
                             fmt::join(header.shape, " x "), header.item_bytes(), held));
}

void read_npy_numbers(std::ifstream& stream, const NpyHeader& header, std::span<std::complex<double>> values) {
  const auto next = std::ranges::find(types, header.type, &NpyType::name)->next;
  const bool swapped = header.order == '>';
  constexpr std::size_t piece = 4096;
  std::vector<char> bytes(piece * header.item_bytes());
  for (std::size_t first = 0; first < values.size(); first += piece) {
    const std::span<std::complex<double>> some = values.subspan(first, std::min(piece, values.size() - first));
    stream.read(bytes.data(), static_cast<std::streamsize>(some.size() * header.item_bytes()));
    const char* from = bytes.data();
    for (std::complex<double>& value : some) {
      const double re = next(from, swapped);
      value = {re, header.is_complex() ? next(from, swapped) : 0.0};
    }
  }
}

std::string npy_header(std::string_view type, bool fortran_order, std::span<const std::uint64_t> shape) {
  std::string header =
      fmt::format("{{'descr': '<{}', 'fortran_order': {}, 'shape': ({}{}), }}", type, fortran_order ? "True" : "False",
                  fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  header.append(63 - (10 + header.size()) % 64, ' ').append("\n");  // numbers begin at a multiple of 64 bytes
  const std::string length = {static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)};
  return std::string(magic) + std::string("\x01\0", 2) + length + header;
}

}  // namespace ohmimo::matrix
