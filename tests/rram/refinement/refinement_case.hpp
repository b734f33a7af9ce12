// Channels and measures shared by the tests of the refinement kinds.
#pragma once
#include "tests/rram/rram_case.hpp"

namespace ohmimo::rram_test {

// Real form of the Gram matrix H^H H / n_rx of a Rayleigh channel whose users' mean gains are evenly spaced in dB over
// spread_db, mean 1.
inline arma::mat spread_gram(RngStream& stream, arma::uword n_rx, arma::uword n_user, double spread_db) {
  arma::vec gain(n_user);
  for (arma::uword u = 0; u < n_user; ++u)
    gain(u) = std::pow(10.0, -0.1 * spread_db * static_cast<double>(u) / static_cast<double>(n_user - 1));
  gain /= arma::mean(gain);
  arma::cx_mat h(n_rx, n_user);
  for (arma::cx_double& value : h) value = {stream.normal() * M_SQRT1_2, stream.normal() * M_SQRT1_2};
  h.each_row() %= arma::conv_to<arma::cx_rowvec>::from(arma::sqrt(gain).t());
  return rram::embed_complex(h.t() * h / static_cast<double>(n_rx));
}

// ||r|| / ||b|| of every vector.
inline std::vector<double> relative_residuals(const arma::mat& r, const arma::mat& b) {
  std::vector<double> relative;
  for (arma::uword v = 0; v < b.n_rows; ++v) relative.push_back(arma::norm(r.row(v)) / arma::norm(b.row(v)));
  return relative;
}

struct Study {
  arma::uword n_rx = 64, n_user = 8;
  double spread_db = 0.0;
  rram::SolverConfig config = {};
  std::uint32_t n_channel = 100;
  arma::uword n_vector = 4;
};

struct StudyResult {
  std::vector<std::vector<double>> residual;  // [cycle - 1][channel, vector]
  int diverged = 0;                           // channels on which some vector diverged
  int chosen[4] = {};                         // channels run with each kind
};

inline StudyResult run_study(const Study& study) {
  RngStream channel({61, static_cast<std::uint32_t>(study.n_rx), static_cast<std::uint32_t>(study.n_user)},
                    Purpose::channel);
  StudyResult result;
  result.residual.resize(static_cast<std::size_t>(study.config.cycles));
  for (std::uint32_t k = 0; k < study.n_channel; ++k) {
    const arma::mat a = spread_gram(channel, study.n_rx, study.n_user, study.spread_db);
    const arma::mat b = random_mat(channel, study.n_vector, a.n_rows);
    RngStream device = device_stream(k);
    rram::CycleLog log;
    log.keep = cycles_to(study.config.cycles);
    arma::mat x;
    const rram::SolveReport report = rram::program(a, study.config, device).solve(b, x, &log);
    result.diverged += report.status == rram::SolveReport::Status::diverged;
    ++result.chosen[static_cast<int>(report.refinement)];
    for (std::size_t c = 0; c < result.residual.size(); ++c)
      for (const double value : relative_residuals(log.residual[c], b)) result.residual[c].push_back(value);
  }
  return result;
}

inline rram::SolverConfig refinement_config(rram::RefinementKind kind, int stages, int cycles) {
  rram::SolverConfig config;
  config.fidelity = rram::fidelity_from_name("converter");
  config.refinement = kind;
  config.stages = stages;
  config.cycles = cycles;
  return config;
}

inline double largest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

// First cycle after which the median ||r|| / ||b|| is within the bound; one more than all if none is.
inline int cycles_until(const StudyResult& result, double bound) {
  int cycle = 1;
  for (const std::vector<double>& values : result.residual) {
    if (median(values) <= bound) break;
    ++cycle;
  }
  return cycle;
}

}  // namespace ohmimo::rram_test
