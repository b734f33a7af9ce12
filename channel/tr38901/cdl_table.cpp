#include "channel/tr38901/cdl_table.hpp"

#include <fmt/format.h>

#include <cctype>
#include <stdexcept>

#include "channel/parameter.hpp"
#include "data/csv_table.hpp"

namespace ohmimo {
namespace {

// Where an angle stands in a row, and its spread within a cluster.
struct AnglePlace {
  double ProfileRow::*angle_deg;
  double CdlTable::*spread_deg;
};

AnglePlace place_of(CdlAngle angle) {
  switch (angle) {
    case CdlAngle::aod:
      return {&ProfileRow::aod_deg, &CdlTable::c_asd_deg};
    case CdlAngle::aoa:
      return {&ProfileRow::aoa_deg, &CdlTable::c_asa_deg};
    case CdlAngle::zod:
      return {&ProfileRow::zod_deg, &CdlTable::c_zsd_deg};
    case CdlAngle::zoa:
      break;
  }
  return {&ProfileRow::zoa_deg, &CdlTable::c_zsa_deg};
}

}  // namespace

CdlTable load_cdl(char letter) {
  const data::CsvTable spreads("tr38901/cdl_clusters.csv");
  const std::string model = fmt::format("cdl-{}", letter);
  for (std::size_t k = 0; k < spreads.n_row(); ++k)
    if (spreads.text(k, "model") == model) {
      CdlTable table;
      table.name = fmt::format("CDL-{}", static_cast<char>(std::toupper(letter)));
      table.profile = load_profile(fmt::format("cdl_{}", letter));
      table.c_asd_deg = spreads.number(k, "c_asd_deg");
      table.c_asa_deg = spreads.number(k, "c_asa_deg");
      table.c_zsd_deg = spreads.number(k, "c_zsd_deg");
      table.c_zsa_deg = spreads.number(k, "c_zsa_deg");
      table.xpr_db = spreads.number(k, "xpr_db");
      return table;
    }
  throw std::invalid_argument(fmt::format("channel must be cdl-a to cdl-e, got \"{}\"", model));
}

CdlTable with_scene(const CdlTable& table, const Scene& scene) {
  if (scene.k_factor_db == "auto") return table;
  CdlTable scaled = table;
  scaled.profile = with_k_factor(table.profile, parameter_from_text("k-factor-db", scene.k_factor_db));
  return scaled;
}

CircularMoments ray_moments(const CdlTable& table, CdlAngle angle) {
  const AnglePlace place = place_of(angle);
  const std::vector<double> power = normalised_powers(table.profile);
  std::vector<double> angle_deg, ray_power;
  for (std::size_t n = 0; n < power.size(); ++n) {
    const ProfileRow& row = table.profile.rows[n];
    if (row.line_of_sight) {
      angle_deg.push_back(row.*place.angle_deg);
      ray_power.push_back(power[n]);
      continue;
    }
    for (const double offset : ray_offsets().offset) {
      angle_deg.push_back(row.*place.angle_deg + table.*place.spread_deg * offset);
      ray_power.push_back(power[n] / n_ray);
    }
  }
  return circular_moments(angle_deg, ray_power);
}

CdlTable with_angle_spread(const CdlTable& table, CdlAngle angle, double spread_deg, double mean_deg) {
  const AnglePlace place = place_of(angle);
  const CircularMoments now = ray_moments(table, angle);
  const double factor = spread_deg / now.spread_deg;
  CdlTable scaled = table;
  scaled.*place.spread_deg *= factor;
  for (ProfileRow& row : scaled.profile.rows)
    row.*place.angle_deg = factor * wrapped_azimuth_deg(row.*place.angle_deg - now.mean_deg) + mean_deg;
  return scaled;
}

}  // namespace ohmimo
