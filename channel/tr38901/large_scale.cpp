#include "channel/tr38901/large_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "channel/tr38901/zenith_spread.hpp"
#include "data/csv_table.hpp"

namespace ohmimo {
namespace {

constexpr std::array<std::string_view, lsp::count> words = {"SF", "K", "DS", "ASD", "ASA", "ZSD", "ZSA"};

// The rows of one condition and edition.
class ParameterTable {
 public:
  ParameterTable(const Scenario& scenario, bool line_of_sight, const std::string& edition, double f_ghz)
      : scenario_(scenario.table), condition_(line_of_sight ? "LoS" : "NLoS"), f_ghz_(f_ghz) {
    if (edition != "v18" && edition != "v19")
      throw std::invalid_argument(fmt::format("edition must be v18 or v19, got \"{}\"", edition));
    edition_ = edition == "v18" ? "v14-v18" : "v19.4";
  }

  std::optional<double> find(std::string_view parameter) const {
    for (std::size_t row = 0; row < table_.n_row(); ++row) {
      if (table_.text(row, "parameter") != parameter || table_.text(row, "scenario") != scenario_ ||
          table_.text(row, "condition") != condition_ || table_.text(row, "edition") != edition_)
        continue;
      const std::string_view argument = table_.text(row, "log10_argument");
      if (argument.empty()) return table_.number(row, "constant");
      const double f = argument == "1+fc_GHz" ? 1.0 + f_ghz_ : f_ghz_;
      return table_.number(row, "slope_per_log10") * std::log10(f) + table_.number(row, "constant");
    }
    return std::nullopt;
  }

  double at(const std::string& parameter) const {
    const std::optional<double> value = find(parameter);
    if (!value) throw std::invalid_argument("tr38901/large_scale.csv has no " + parameter + " of " + scenario_);
    return *value;
  }

 private:
  data::CsvTable table_{"tr38901/large_scale.csv"};
  std::string scenario_, condition_, edition_;
  double f_ghz_;
};

// Table 7.4.1-1: the same in both editions.
double shadowing_db(const Scenario& scenario, bool line_of_sight) {
  switch (scenario.kind) {
    case Scenario::Kind::umi:
      return line_of_sight ? 4.0 : 7.82;
    case Scenario::Kind::uma:
      return line_of_sight ? 4.0 : 6.0;
    case Scenario::Kind::inh:
      break;
  }
  return line_of_sight ? 3.0 : 8.03;
}

double correlation(const ParameterTable& table, std::size_t a, std::size_t b, bool line_of_sight) {
  if (a == b) return 1.0;
  if (!line_of_sight && (a == lsp::k || b == lsp::k)) return 0.0;
  const std::optional<double> value = table.find(fmt::format("corr_{}_{}", words[a], words[b]));
  return value ? *value : table.at(fmt::format("corr_{}_{}", words[b], words[a]));
}

using Matrix = std::array<std::array<double, lsp::count>, lsp::count>;

Matrix cholesky_root(const ParameterTable& table, bool line_of_sight) {
  Matrix root{};
  for (std::size_t i = 0; i < lsp::count; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = correlation(table, i, j, line_of_sight);
      for (std::size_t l = 0; l < j; ++l) rest -= root[i][l] * root[j][l];
      if (i == j && !(rest > 0.0))
        throw std::invalid_argument("tr38901/large_scale.csv: correlations are not positive definite");
      root[i][j] = i == j ? std::sqrt(rest) : rest / root[j][j];
    }
  return root;
}

void read_cluster_laws(const ParameterTable& table, LargeScaleLaw& law) {
  law.xpr_mean_db = table.at("mu_XPR");
  law.xpr_deviation_db = table.at("sigma_XPR");
  law.delay_scaling = table.at("r_tau");
  law.cluster_shadowing_db = table.at("zeta");
  law.n_cluster = static_cast<std::size_t>(table.at("number_of_clusters"));
  law.c_ds_s = std::max(0.25, table.find("c_DS").value_or(3.91)) * 1e-9;
  law.c_asd_deg = table.at("c_ASD");
  law.c_asa_deg = table.at("c_ASA");
  law.c_zsa_deg = table.at("c_ZSA");
  const data::CsvTable factors("tr38901/angle_scaling.csv");
  for (std::size_t row = 0; row < factors.n_row(); ++row)
    if (factors.number(row, "number_of_clusters") == static_cast<double>(law.n_cluster)) {
      law.c_phi = factors.number(row, "c_phi_nlos");
      law.c_theta = factors.number(row, "c_theta_nlos");
    }
  if (law.c_phi == 0.0) throw std::invalid_argument("tr38901/angle_scaling.csv lacks a number of clusters");
}

}  // namespace

LargeScaleLaw large_scale_law(const Scenario& scenario, bool line_of_sight, const std::string& edition,
                              double carrier_hz) {
  const double f_ghz = table_ghz(scenario, carrier_hz);
  const ParameterTable table(scenario, line_of_sight, edition, f_ghz);
  LargeScaleLaw law;
  law.line_of_sight = line_of_sight;
  for (const std::size_t spread : {lsp::ds, lsp::asd, lsp::asa, lsp::zsa}) {
    law.mean[spread] = table.at(fmt::format("mu_lg{}", words[spread]));
    law.deviation[spread] = table.at(fmt::format("sigma_lg{}", words[spread]));
  }
  law.deviation[lsp::sf] = shadowing_db(scenario, line_of_sight);
  law.deviation[lsp::zsd] = zsd_deviation(scenario, line_of_sight, carrier_hz);
  if (line_of_sight) {
    law.mean[lsp::k] = table.at("mu_K");
    law.deviation[lsp::k] = table.at("sigma_K");
  }
  law.root = cholesky_root(table, line_of_sight);
  read_cluster_laws(table, law);
  return law;
}

Normals draw_normals(RngStream& stream) {
  Normals normal{};
  for (double& value : normal) value = stream.normal();
  return normal;
}

LargeScale large_scale(const LargeScaleLaw& law, double zsd_mean, const Normals& normal) {
  std::array<double, lsp::count> value{};
  for (std::size_t i = 0; i < lsp::count; ++i) {
    double correlated = 0.0;
    for (std::size_t j = 0; j <= i; ++j) correlated += law.root[i][j] * normal[j];
    value[i] = (i == lsp::zsd ? zsd_mean : law.mean[i]) + law.deviation[i] * correlated;
  }
  const auto spread = [&](std::size_t i, double most_deg) { return std::min(std::pow(10.0, value[i]), most_deg); };
  return {value[lsp::sf],          value[lsp::k],          std::pow(10.0, value[lsp::ds]), spread(lsp::asd, 104.0),
          spread(lsp::asa, 104.0), spread(lsp::zsd, 52.0), spread(lsp::zsa, 52.0)};
}

}  // namespace ohmimo
