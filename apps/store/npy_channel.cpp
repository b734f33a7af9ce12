#include "apps/store/npy_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <complex>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "apps/matrix/npy_array.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::store {
namespace {

using matrix::NpyHeader;

constexpr std::array<std::string_view, 4> known = {"f4", "f8", "c8", "c16"};
constexpr std::string_view rule = "<c8, <c16, or <f4, <f8 for pairs of real numbers";

}  // namespace

RawFile read_npy_channel(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const NpyHeader header = matrix::read_npy_header(stream, file, known, rule);
  const std::uint64_t n = number_count(in_quotes(file), header.shape);
  matrix::require_npy_size(file, header, n);
  RawArray array{.name = "H",
                 .shape = header.shape,
                 .first_fastest = header.fortran_order,
                 .is_complex = header.is_complex(),
                 .values = std::vector<std::complex<float>>(n)};
  std::vector<std::complex<double>> piece(4096);
  for (std::size_t first = 0; first < n; first += piece.size()) {
    piece.resize(std::min(piece.size(), n - first));
    matrix::read_npy_numbers(stream, header, piece);
    std::ranges::transform(piece, array.values.begin() + static_cast<std::ptrdiff_t>(first),
                           [](const std::complex<double>& value) { return std::complex<float>(value); });
  }
  if (!stream) throw std::invalid_argument(fmt::format("{} cannot be read", in_quotes(file)));
  return {.arrays = {std::move(array)}};
}

bool write_npy_channel(const ChannelRecord& r, const std::string& file) {
  const std::vector<std::uint64_t> shape = {r.n_slot, r.n_symbol, r.n_subcarrier, r.n_rx, r.n_user};
  std::ofstream stream(file, std::ios::binary);
  stream << matrix::npy_header("c8", false, shape);
  stream.write(reinterpret_cast<const char*>(r.h.data()), static_cast<std::streamsize>(8 * r.h.size()));
  return bool(stream.flush());
}

}  // namespace ohmimo::store
