#include "apps/studies/compare/solver_cost.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "apps/config/run.hpp"
#include "channel/uplink.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/cost/paper_cost.hpp"

namespace ohmimo::compare {
namespace {

constexpr int n_sample_vector = 4;
constexpr double sample_noise_var = 1e-2;  // counts hardly depend on it

// Real right-hand sides [vector][2 n_user] H^H y.
arma::mat right_hand_sides(const arma::cx_mat& h, const arma::cx_mat& y) {
  const arma::cx_mat z = h.t() * y;
  return arma::join_cols(arma::real(z), arma::imag(z)).t();
}

rram::SolverWork sample_work(const Run& run, int n_channel, double supply_V, std::vector<double>& settling_ns) {
  LinkConfig link = run.link;
  link.uplink.n_channel = n_channel;
  link.uplink.n_vector = n_sample_vector;
  UplinkFrame frame;
  FrameTruth truth;
  Uplink(link.uplink, link.constellation).generate({run.id.seed, 0, 0}, sample_noise_var, frame, truth);
  rram::SolverWork work;
  for (std::uint32_t c = 0; c < static_cast<std::uint32_t>(n_channel); ++c) {
    const arma::cx_mat h = frame.h.matrix(c);
    const rram::SolverWork one =
        rram::measure_work(rram::embed_complex(h.t() * h), right_hand_sides(h, frame.y.matrix(c)), run.solver(),
                           {supply_V, {run.id.seed, 0, c}});
    settling_ns.push_back(1e9 * one.inverse.settling_s);
    if (c == 0)
      work = one;
    else
      work += one;
  }
  return work;
}

// Whole products per cycle and vector, counted: the HP-MVM beyond those of BlockAMC.
double residual_products(const rram::SolverWork& work) {
  const double cycles = work.n_vector * work.config.cycles, stages = work.config.stages, tiles = std::pow(4.0, stages);
  const double of_blocks = 2.0 * tiles - 2.0 * std::pow(3.0, stages);
  const bool high = work.config.block_product == rram::BlockProduct::high;
  return (static_cast<double>(work.ops.hp_mvm) / cycles - (high ? of_blocks : 0.0)) / tiles;
}

}  // namespace

rram::DigitalWork digital_work(int n_rx, int n_user) {
  const double rx = n_rx, users = n_user;
  return {.matched_filter = 4.0 * rx * users, .gram = 4.0 * rx * users * (users + 1.0) / 2.0};
}

CompareConfig checked(CompareConfig config) {
  const auto require = [](bool ok, std::string_view rule, double value) {
    if (!ok) throw std::invalid_argument(fmt::format("{}, got {}", rule, value));
  };
  require(config.system.link.n_user >= 1 && config.system.link.n_user <= 64,
          "users must be from 1 to 64 to be compared", config.system.link.n_user);
  const int n = 2 * config.system.link.n_user;
  if (config.tile == -1) {
    config.tile = n;
    while (config.tile > 4 && config.tile % 2 == 0) config.tile /= 2;
  }
  require(
      config.tile >= 1 && config.tile <= n && n % config.tile == 0 && ((n / config.tile) & (n / config.tile - 1)) == 0,
      fmt::format("tile must divide the {} real rows by a power of two", n), config.tile);
  config.system.solver.stages = static_cast<int>(std::lround(std::log2(n / config.tile)));
  config.system.detector.names = {"rram-zf"};
  config.system = with_automatic_values(config.system);
  check(config.system);
  require(config.n_reuse >= 1.0 && config.n_reuse <= 1e12, "reuse must be from 1 to 1e12 vectors", config.n_reuse);
  require(config.parallel >= 1 && config.parallel <= 1'000'000, "parallel must be from 1 to 1000000", config.parallel);
  require(config.node_nm >= 1.0 && config.node_nm <= 1000.0, "node-nm must be from 1 to 1000", config.node_nm);
  return config;
}

SolverCosts solver_costs(const CompareConfig& config) {
  return solver_costs(config, rram::load_part_costs("cost/bottom_up_40nm.toml"));
}

SolverCosts solver_costs(const CompareConfig& config, const rram::PartCosts& parts) {
  const Run run = make_run(config.system);
  const rram::DigitalWork digital = digital_work(run.shape.n_rx, run.shape.n_user);
  SolverCosts costs;
  costs.work = sample_work(run, config.n_channel, parts.supply_V, costs.settling_ns);
  for (const char* preset : {"measured", "assumed"}) {
    rram::PaperCostModel model = rram::load_paper_cost("cost/zuo2025.toml", preset);
    model.iterations = config.system.solver.cycles.back();
    model.residual_products = residual_products(costs.work);
    rram::HardwareCost cost = rram::paper_hardware(model, 2 * config.system.link.n_user, config.tile);
    cost.per_vector.items.push_back(rram::matched_filter_cost(parts, digital));
    cost.per_matrix = rram::matrix_cost(costs.work, parts, digital);
    costs.models.push_back({fmt::format("RRAM paper, {} circuits", preset), std::move(cost)});
  }
  costs.models.push_back({fmt::format("RRAM bottom-up, {:g} MHz op-amps", config.system.hardware.gbwp_hz * 1e-6),
                          rram::bottom_up_cost(costs.work, parts, digital)});
  return costs;
}

}  // namespace ohmimo::compare
