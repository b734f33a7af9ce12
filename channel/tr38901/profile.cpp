#include "channel/tr38901/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "data/csv_table.hpp"
#include "phy/units.hpp"

namespace ohmimo {

Profile load_profile(std::string_view name) {
  const data::CsvTable table(fmt::format("tr38901/{}.csv", name));
  const bool angles = name.starts_with("cdl_"), normalised = angles || name.starts_with("tdl_");
  Profile profile{{}, normalised};
  for (std::size_t k = 0; k < table.n_row(); ++k) {
    ProfileRow row;
    row.line_of_sight = table.text(k, "kind") == "los_specular";
    row.delay = normalised ? table.number(k, "delay_norm") : table.number(k, "delay_ns") * 1e-9;
    row.power_db = table.number(k, "power_db");
    if (angles) {
      row.aod_deg = table.number(k, "aod_deg");
      row.aoa_deg = table.number(k, "aoa_deg");
      row.zod_deg = table.number(k, "zod_deg");
      row.zoa_deg = table.number(k, "zoa_deg");
    }
    profile.rows.push_back(row);
  }
  return profile;
}

std::vector<double> normalised_powers(const Profile& profile) {
  std::vector<double> power;
  for (const ProfileRow& row : profile.rows) power.push_back(linear_from_db(row.power_db));
  const double sum = std::accumulate(power.begin(), power.end(), 0.0);
  for (double& p : power) p /= sum;
  return power;
}

double rms_delay(const Profile& profile, const std::vector<double>& power) {
  double mean = 0.0, square = 0.0;
  for (std::size_t k = 0; k < power.size(); ++k) {
    mean += power[k] * profile.rows[k].delay;
    square += power[k] * profile.rows[k].delay * profile.rows[k].delay;
  }
  return std::sqrt(std::max(0.0, square - mean * mean));
}

Profile with_k_factor(const Profile& profile, double k_wanted_db) {
  if (profile.rows.empty() || !profile.rows.front().line_of_sight)
    throw std::invalid_argument("k-factor-db needs a profile with a line of sight (D or E)");
  const std::vector<double> before = normalised_powers(profile);
  const double k_db = db_from_linear(before.front() / (1.0 - before.front()));
  Profile scaled = profile;
  for (ProfileRow& row : scaled.rows)
    if (!row.line_of_sight) row.power_db += k_db - k_wanted_db;
  if (!profile.normalised_delay) return scaled;
  const double spread = rms_delay(scaled, normalised_powers(scaled));
  if (spread > 0.0)
    for (ProfileRow& row : scaled.rows) row.delay /= spread;
  return scaled;
}

}  // namespace ohmimo
