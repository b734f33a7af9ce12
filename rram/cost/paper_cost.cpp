#include "rram/cost/paper_cost.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <cmath>
#include <stdexcept>

#include "data/data.hpp"

namespace ohmimo::rram {
namespace {

double positive(const toml::table& table, std::string_view place, std::string_view key) {
  const double value = table[key].value<double>().value_or(NAN);
  if (!(value > 0.0 && std::isfinite(value)))
    throw std::invalid_argument(fmt::format("{}: {} must be a number > 0", place, key));
  return value;
}

}  // namespace

PaperCostModel load_paper_cost(std::string_view table_name, std::string_view preset) {
  const toml::table table = toml::parse(data::text(table_name), table_name);
  const toml::table* times = table[preset].as_table();
  if (times == nullptr) throw std::invalid_argument(fmt::format("{}: preset {} is missing", table_name, preset));
  const auto of_preset = [&](std::string_view key) { return positive(*times, table_name, key); };
  return {of_preset("inv_ns"),
          of_preset("mvm_ns"),
          of_preset("converter_ns"),
          of_preset("row_pJ"),
          of_preset("cell_pJ"),
          positive(table, table_name, "inv_energy_share"),
          static_cast<int>(positive(table, table_name, "iterations")),
          1.0};
}

SolveCost paper_cost(const PaperCostModel& model, int n, int tile) {
  const CostReport report = paper_hardware(model, n, tile).per_vector;
  return {report.latency_ns(), report.energy_pJ(), std::pow(n, 3) / 3.0 + 2.5 * n * n + n / 6.0};
}

HardwareCost paper_hardware(const PaperCostModel& model, int n, int tile) {
  if (tile < 1 || n < tile)
    throw std::invalid_argument(fmt::format("cost: n must be >= tile >= 1, got {} and {}", n, tile));
  int stages = 0;
  while ((tile << stages) < n) ++stages;
  if ((tile << stages) != n)
    throw std::invalid_argument(fmt::format("cost: n must be tile times a power of two, got {} and {}", n, tile));
  const double n_inv = std::pow(3.0, stages), product = std::pow(4.0, stages);
  const double n_mvm = 3.0 * product - 2.0 * n_inv + (model.residual_products - 1.0) * product;
  const double array_pJ = tile * model.row_pJ + static_cast<double>(tile) * tile * model.cell_pJ;
  const double rounds = model.iterations;
  HardwareCost cost;
  cost.model = "paper";
  cost.per_vector.items = {
      {"LP-INV", rounds * n_inv * model.inv_ns, rounds * n_inv * array_pJ * model.inv_energy_share, 0.0},
      {"HP-MVM", rounds * n_mvm * model.mvm_ns, rounds * n_mvm * array_pJ * (1.0 - model.inv_energy_share), 0.0},
      {"DAC and ADC", rounds * (n_inv + n_mvm) * model.converter_ns, 0.0, 0.0}};
  cost.has_area = false;
  cost.left_out = {
      "The closed form does not tell cells, op-amps, DAC and ADC apart in energy: they are within LP-INV and "
      "HP-MVM.",
      "It gives no area, no programming, no Gram product and no matched filter.",
      "Its HP-MVM is one response per product, though the chip applies its inputs bit by bit."};
  return cost;
}

}  // namespace ohmimo::rram
