#include "apps/matrix/mat_variable.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string_view>

#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

std::uint32_t word_at(const std::array<unsigned char, 8>& bytes, std::size_t first, bool little_endian) {
  std::uint32_t word = 0;
  for (std::size_t k = 0; k < 4; ++k) word |= std::uint32_t{bytes[first + k]} << 8 * (little_endian ? k : 3 - k);
  return word;
}

// Header of 128 bytes, then elements: type, size, as many bytes (MAT-File Format, MathWorks, chapter "Level 5
// MAT-files"). libmatio takes the numbers that a shortened file lacks for zeros, so that the elements must end where
// the file does.
void require_whole(const std::string& file) {
  constexpr std::string_view signature = "MATLAB 5.0 MAT-file";
  constexpr std::uint32_t matrix = 14, compressed = 15;
  std::array<char, 128> header{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(header.data(), header.size());
  if (!stream || !std::string_view(header.data(), header.size()).starts_with(signature))
    throw std::invalid_argument(
        fmt::format("{} is not a MAT file of version 5 to 7.3: it lacks the signature", in_quotes(file)));
  const bool little_endian = header[126] == 'I';
  const std::uint64_t size = std::filesystem::file_size(file);
  std::array<unsigned char, 8> tag{};
  for (std::uint64_t at = header.size(); at < size; at += tag.size() + word_at(tag, 4, little_endian)) {
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(reinterpret_cast<char*>(tag.data()), tag.size());
    const std::uint32_t type = stream ? word_at(tag, 0, little_endian) : 0;
    if ((type != matrix && type != compressed) || word_at(tag, 4, little_endian) > size - at - tag.size())
      throw std::invalid_argument(
          fmt::format("{} is damaged or cut short: no whole variable begins at byte {}", in_quotes(file), at));
  }
}

template <class From, class Number>
bool copy(const void* data, std::span<Number> out, std::size_t stride) {
  const From* from = static_cast<const From*>(data);
  for (std::size_t k = 0, at = 0; at < out.size(); ++k, at += stride) out[at] = static_cast<Number>(from[k]);
  return true;
}

}  // namespace

MatFile open_mat(const std::string& file) {
  require_whole(file);
  MatFile opened(Mat_Open(file.c_str(), MAT_ACC_RDONLY), Mat_Close);
  if (!opened || Mat_GetVersion(opened.get()) != MAT_FT_MAT5)
    throw std::invalid_argument(fmt::format("{} is damaged: its header cannot be read", in_quotes(file)));
  return opened;
}

MatFile create_mat(const std::string& file, mat_ft version) {
  const std::string header =
      fmt::format("MATLAB {} MAT-file, written by ohmimo", version == MAT_FT_MAT5 ? "5.0" : "7.3");
  return {Mat_CreateVer(file.c_str(), header.c_str(), version), Mat_Close};
}

std::string name_of(const matvar_t& variable) {
  return variable.name == nullptr ? "" : variable.name;
}

VariableKind kind_of(const matvar_t& variable) {
  return {.is_sparse = variable.class_type == MAT_C_SPARSE,
          .is_logical = variable.isLogical != 0,
          .is_numeric = variable.class_type >= MAT_C_DOUBLE && variable.class_type <= MAT_C_UINT64,
          .rank = variable.dims == nullptr ? 0 : variable.rank};
}

void load_numbers(mat_t* file, matvar_t& variable, std::size_t n_number, const std::string& place) {
  const bool read = Mat_VarReadDataAll(file, &variable) == 0 && variable.data != nullptr;
  if (!read || variable.nbytes != n_number * static_cast<std::size_t>(variable.data_size))
    throw std::invalid_argument(place + " is damaged: its numbers cannot be read");
}

template <class Number>
bool copy_numbers(const matvar_t& variable, MatPart part, std::span<Number> out, std::size_t stride) {
  const auto* parts = static_cast<const mat_complex_split_t*>(variable.data);
  const void* data = variable.isComplex == 0 ? variable.data : part == MatPart::real ? parts->Re : parts->Im;
  switch (variable.data_type) {
    case MAT_T_DOUBLE:
      return copy<double>(data, out, stride);
    case MAT_T_SINGLE:
      return copy<float>(data, out, stride);
    case MAT_T_INT8:
      return copy<std::int8_t>(data, out, stride);
    case MAT_T_UINT8:
    case MAT_T_UTF8:
      return copy<std::uint8_t>(data, out, stride);
    case MAT_T_INT16:
      return copy<std::int16_t>(data, out, stride);
    case MAT_T_UINT16:
    case MAT_T_UTF16:
      return copy<std::uint16_t>(data, out, stride);
    case MAT_T_INT32:
      return copy<std::int32_t>(data, out, stride);
    case MAT_T_UINT32:
      return copy<std::uint32_t>(data, out, stride);
    case MAT_T_INT64:
      return copy<std::int64_t>(data, out, stride);
    case MAT_T_UINT64:
      return copy<std::uint64_t>(data, out, stride);
    default:
      return false;
  }
}

template bool copy_numbers(const matvar_t&, MatPart, std::span<double>, std::size_t);
template bool copy_numbers(const matvar_t&, MatPart, std::span<float>, std::size_t);

}  // namespace ohmimo::matrix
