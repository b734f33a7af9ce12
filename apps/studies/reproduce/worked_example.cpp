#include "apps/studies/reproduce/worked_example.hpp"

namespace ohmimo::reproduce {

arma::mat worked_matrix() {
  const arma::mat a0 = {{3, 2, 0, 0}, {0, 2, 5, 0}, {1, 2, 7, 1}, {0, 1, 0, 1}};
  const arma::mat a1 = {{7, 0, 0, 0}, {1, 6, 1, 1}, {1, 0, 0, 1}, {1, 2, 0, 6}};
  const arma::mat a2 = {{6, 7, 5, 3}, {7, 3, 3, 0}, {7, 7, 7, 1}, {7, 1, 3, 3}};
  const arma::mat a3 = {{5, 1, 2, 1}, {7, 1, 0, 3}, {0, 5, 6, 4}, {1, 3, 2, 6}};
  return (a0 + a1 / 8.0 + a2 / 64.0 + a3 / 512.0) / 8.0;
}

arma::mat worked_rhs() {
  return {{0.05, 0.0, 0.05, 0.025}};
}

rram::SolverConfig worked_config(std::string_view fidelity, int cycles) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name(fidelity);
  config.stages = 0;
  config.cycles = cycles;
  config.mapping = {.kind = rram::MappingKind::fixed, .m = 0.0, .n = 0.0, .scale = 1.0};
  return config;
}

std::vector<int> cycles_to(int last) {
  std::vector<int> cycles;
  for (int cycle = 1; cycle <= last; ++cycle) cycles.push_back(cycle);
  return cycles;
}

std::vector<arma::mat> solutions_per_cycle(const WorkedSystem& system, const rram::SolverConfig& config, int n_device,
                                           std::uint64_t seed) {
  std::vector<arma::mat> solution(static_cast<std::size_t>(config.cycles), arma::mat(n_device, system.a.n_rows));
  for (int chip = 0; chip < n_device; ++chip) {
    RngStream device({seed, 0, static_cast<std::uint32_t>(chip)}, Purpose::device_program);
    rram::CycleLog log;
    log.keep = cycles_to(config.cycles);
    arma::mat x;
    (void)rram::program(system.a, config, device).solve(system.b, x, &log);  // the errors say how it ended
    for (std::size_t k = 0; k < solution.size(); ++k) solution[k].row(chip) = log.x[k];
  }
  return solution;
}

std::vector<std::vector<double>> errors_per_cycle(const WorkedSystem& system, const rram::SolverConfig& config,
                                                  int n_device, std::uint64_t seed) {
  const arma::rowvec exact = arma::solve(system.a, system.b.t()).t();
  std::vector<std::vector<double>> error;
  for (const arma::mat& solution : solutions_per_cycle(system, config, n_device, seed)) {
    error.emplace_back();
    for (arma::uword chip = 0; chip < solution.n_rows; ++chip)
      error.back().push_back(arma::norm(solution.row(chip) - exact) / arma::norm(exact));
  }
  return error;
}

}  // namespace ohmimo::reproduce
