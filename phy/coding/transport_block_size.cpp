#include "phy/coding/transport_block_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "data/csv_table.hpp"

namespace ohmimo::coding {
namespace {

std::vector<int> read_sizes() {
  const data::CsvTable table("nr/tbs.csv");
  std::vector<int> sizes;
  for (std::size_t k = 0; k < table.n_row(); ++k) sizes.push_back(static_cast<int>(table.number(k, "tbs")));
  return sizes;
}

void require_range(const char* field, int value, int least, int most) {
  if (value < least || value > most)
    throw std::invalid_argument(fmt::format("{} must be from {} to {}, got {}", field, least, most, value));
}

void check(const Mcs& mcs) {
  require_range("bits_per_symbol", mcs.bits_per_symbol, 1, 10);
  require_range("rate_x2048", mcs.rate_x2048, 1, 2047);
}

void check(const Allocation& a, const Mcs& mcs) {
  require_range("prb", a.n_prb, 1, 275);
  require_range("symbols", a.n_symbol, 1, 14);
  require_range("layers", a.n_layer, 1, 8);
  require_range("dmrs elements", a.n_dmrs, 0, 12 * a.n_symbol - 1);
  require_range("overhead", a.n_overhead, 0, a.n_data_per_prb() - 1);
  check(mcs);
}

// Numbers of information bits are exact: whole multiples of 1/2048 (`parts`).
constexpr std::int64_t part = 2048;

int floor_log2(std::int64_t parts) {
  return std::bit_width(static_cast<std::uint64_t>(parts / part)) - 1;
}

int small_size(std::int64_t parts) {
  const int n = std::max(3, floor_log2(parts) - 6);
  const std::int64_t rounded = std::max<std::int64_t>(24, parts / part >> n << n);
  const std::span<const int> sizes = small_block_sizes();
  return *std::ranges::lower_bound(sizes, static_cast<int>(rounded));
}

int large_size(std::int64_t parts, const Mcs& mcs) {
  const std::int64_t less = parts - 24 * part;
  const int n = floor_log2(less) - 5;
  const std::int64_t step = part << n;
  const std::int64_t rounded = std::max<std::int64_t>(3840, ((less + step / 2) / step) << n);  // ties go up
  const auto rounded_up = [](std::int64_t a, std::int64_t b) { return (a + b - 1) / b; };
  std::int64_t n_block = 1;
  if (4 * mcs.rate_x2048 <= part) {
    n_block = rounded_up(rounded + 24, 3816);
  } else if (rounded > 8424) {
    n_block = rounded_up(rounded + 24, 8424);
  }
  return static_cast<int>(8 * n_block * rounded_up(rounded + 24, 8 * n_block) - 24);
}

}  // namespace

std::span<const int> small_block_sizes() {
  static const std::vector<int> sizes = read_sizes();
  return sizes;
}

int transport_block_size(const Allocation& allocation, const Mcs& mcs) {
  check(allocation, mcs);
  const int n_element = std::min(156, allocation.n_data_per_prb() - allocation.n_overhead) * allocation.n_prb;
  return transport_block_size(n_element * allocation.n_layer, mcs);
}

int transport_block_size(int n_element, const Mcs& mcs) {
  check(mcs);
  require_range("resource elements", n_element, 1, 1'000'000'000);
  const std::int64_t parts = std::int64_t{n_element} * mcs.rate_x2048 * mcs.bits_per_symbol;
  return parts <= 3824 * part ? small_size(parts) : large_size(parts, mcs);
}

int coded_bits(const Allocation& allocation, const Mcs& mcs) {
  check(allocation, mcs);
  return allocation.n_data() * mcs.bits_per_symbol * allocation.n_layer;
}

}  // namespace ohmimo::coding
