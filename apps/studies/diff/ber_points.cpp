#include "apps/studies/diff/ber_points.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

#include "apps/text/text.hpp"
#include "phy/units.hpp"

namespace ohmimo::diff {
namespace {

using plot::Rows;

constexpr std::array<std::string_view, 12> needed = {"detector", "cycle",         "snr_def", "snr_rx_db",
                                                     "bits",     "bit_errors",    "ber_low", "ber_high",
                                                     "frames",   "design_effect", "seed",    "config_hash"};

double count_of(const Rows& rows, std::size_t row, std::string_view column) {
  const double value = rows.number(row, column);
  if (!(value >= 0.0 && value <= 0x1p53 && value == std::floor(value)))
    rows.refuse(row, column, "must be a whole number from 0 to 2^53");
  return value;
}

double share_of(const Rows& rows, std::size_t row, std::string_view column) {
  const double value = rows.number(row, column);
  if (!(value >= 0.0 && value <= 1.0)) rows.refuse(row, column, "must be from 0 to 1");
  return value;
}

Rate rate_of(const Rows& rows, std::size_t row) {
  Rate rate;
  rate.bits = count_of(rows, row, "bits");
  rate.bit_errors = count_of(rows, row, "bit_errors");
  if (rate.bit_errors > rate.bits) rows.refuse(row, "bit_errors", "must be at most bits");
  rate.low = share_of(rows, row, "ber_low");
  rate.high = share_of(rows, row, "ber_high");
  rate.design_effect = rows.number(row, "design_effect");
  if (!(rate.design_effect >= 1.0)) rows.refuse(row, "design_effect", "must be >= 1");
  rate.effect_is_bound = rows.has("design_effect_from") && rows.text(row, "design_effect_from") == "worst case";
  return rate;
}

}  // namespace

void check_ber_columns(const Rows& rows) {
  for (const std::string_view column : needed)
    if (!rows.has(column))
      throw std::invalid_argument(
          fmt::format("{}: line 1: must name the columns of ber.csv, got no {}", rows.name(), column));
}

std::string snr_column_of(const Rows& rows) {
  if (rows.size() == 0) throw std::invalid_argument(fmt::format("{}: must hold a row, got none", rows.name()));
  try {
    switch (snr_kind_from_name(rows.text(0, "snr_def"))) {
      case SnrKind::es_n0_user:
        return "esn0_user_db";
      case SnrKind::eb_n0_user:
        return "ebn0_user_db";
      case SnrKind::array:
        return "snr_array_db";
      case SnrKind::rx_antenna:
        break;
    }
  } catch (const std::invalid_argument&) {
    rows.refuse(0, "snr_def", "must be a definition of SNR");
  }
  return "snr_rx_db";
}

// SNRs of tables have ten digits.
std::string name_of(const BerPoint& point) {
  return fmt::format("{},{},{:g},{}", point.user, point.detector, point.cycle, fixed_text(point.snr_db, 6));
}

std::vector<BerPoint> ber_points(const Rows& rows, const std::string& snr_column) {
  std::vector<BerPoint> points;
  std::set<std::string> names;
  std::map<std::string, std::size_t> places;  // of the SNRs of all users together
  for (std::size_t row = 0; row < rows.size(); ++row) {
    BerPoint point;
    if (rows.has("user")) point.user = rows.text(row, "user");
    point.detector = rows.text(row, "detector");
    point.cycle = count_of(rows, row, "cycle");
    point.snr_db = rows.number(row, snr_column);
    point.place = places.try_emplace(fixed_text(rows.number(row, "snr_rx_db"), 6), places.size()).first->second;
    point.frames = count_of(rows, row, "frames");
    point.rate = rate_of(rows, row);
    point.seed = rows.text(row, "seed");
    point.config_hash = rows.text(row, "config_hash");
    if (!names.insert(name_of(point)).second) rows.refuse(row, "detector", "must stand once with its cycle and SNR");
    if (point.rate.bits > 0.0) points.push_back(point);
  }
  return points;
}

}  // namespace ohmimo::diff
