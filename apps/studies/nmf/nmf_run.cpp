#include "apps/studies/nmf/nmf_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "apps/studies/nmf/picture_quality.hpp"
#include "rram/nnls/planted_data.hpp"

namespace ohmimo::nmf {
namespace {

using rram::NmfAlgorithm;
using rram::NmfFactors;

constexpr arma::uword most_rank = 256;

// Elements drawn evenly, of such a size that W H has about the mean of the data. Planted data may be of the seed
// itself.
NmfFactors start_of(const Data& data, const Plan& plan) {
  const double size = std::sqrt(data.mean / static_cast<double>(plan.rank));
  rram::SplitMix64 draws(plan.seed + 1);
  const arma::uword m = data.problem.n_row(), n = data.problem.n_col();
  NmfFactors start;
  if (data.kind == DataKind::ratings) {  // users come first: H is what it starts from
    start.h = 1.2 * size * draws.uniform(plan.rank, n);
    start.w = 1.2 * size * draws.uniform(m, plan.rank);
  } else {
    start.w = 2.0 * size * draws.uniform(m, plan.rank);
    start.h = 2.0 * size * draws.uniform(plan.rank, n);
  }
  return start;
}

Iteration judged(const Data& data, const NmfFactors& factors, int number) {
  Iteration one;
  one.number = number;
  one.squared_error = data.problem.squared_error(factors);
  one.relative_error = data.problem.relative_error(factors);
  if (data.kind == DataKind::picture) {
    const arma::mat model = arma::clamp(arma::mat(factors.w * factors.h), 0.0, 255.0);
    one.psnr_dB = psnr_dB(data.dense, model);
    one.ssim = ssim(data.dense, model);
  }
  if (data.kind == DataKind::ratings) {
    one.train_rmse = rram::rating_rmse(data.train, factors, data.low, data.high);
    if (data.test.count() > 0) one.test_rmse = rram::rating_rmse(data.test, factors, data.low, data.high);
  }
  return one;
}

// The runs asked for, none begun.
std::vector<NmfRun> runs_of(const Plan& plan) {
  std::vector<NmfRun> runs;
  for (const std::string& algorithm : plan.algorithms) {
    NmfRun run;
    run.name = run.algorithm = algorithm;
    run.on_circuit = algorithm == "anls";
    if (!run.on_circuit || !plan.circuit.fidelity.converter) {
      runs.push_back(run);
      continue;
    }
    for (const int bits : plan.bits) {
      run.bits = bits;
      run.name = fmt::format("{} {} bit", algorithm, bits);
      runs.push_back(run);
    }
  }
  return runs;
}

}  // namespace

std::vector<std::string> algorithm_names() {
  return {"exact", "anls", "hals", "mu", "pg"};
}

void validate(const Plan& plan, const Data& data) {
  const arma::uword most = std::min({most_rank, data.problem.n_row(), data.problem.n_col()});
  if (plan.rank < 1 || plan.rank > most)
    throw std::invalid_argument(fmt::format("rank must be from 1 to {} for {} x {}, got {}", most, data.problem.n_row(),
                                            data.problem.n_col(), plan.rank));
  if (plan.iterations < 1 || plan.iterations > 100'000)
    throw std::invalid_argument(fmt::format("iterations must be from 1 to 100000, got {}", plan.iterations));
  if (!(plan.ridge >= 0.0 && plan.ridge <= 1e9))
    throw std::invalid_argument(fmt::format("ridge must be from 0 to 1e9, got {:g}", plan.ridge));
  const std::vector<std::string> names = algorithm_names();
  for (auto name = plan.algorithms.begin(); name != plan.algorithms.end(); ++name) {
    if (std::ranges::find(names, *name) == names.end())
      throw std::invalid_argument(
          fmt::format("algorithm must be one of {}, got \"{}\"", fmt::join(names, ", "), *name));
    if (std::find(plan.algorithms.begin(), name, *name) != name)
      throw std::invalid_argument(fmt::format("algorithm must be named once each, got {}", *name));
  }
  if (plan.bits.empty()) throw std::invalid_argument("bits must be a list of numbers, got none");
  for (const int bits : plan.bits)
    if (!rram::converter_bits_range.holds(bits))
      throw std::invalid_argument(fmt::format("bits must be from {} to {}, got {}", rram::converter_bits_range.low,
                                              rram::converter_bits_range.high, bits));
}

std::size_t units(const Plan& plan) {
  return runs_of(plan).size() * static_cast<std::size_t>(plan.iterations);
}

std::vector<NmfRun> run_nmf(const Data& data, const Plan& plan, const Control& control) {
  validate(plan, data);
  const NmfFactors start = start_of(data, plan);
  std::vector<NmfRun> runs = runs_of(plan);
  std::size_t unit = 0;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    NmfRun& run = runs[r];
    rram::NmfSetting setting{.ridge = plan.ridge, .h_first = data.kind != DataKind::ratings, .threads = plan.threads};
    if (run.algorithm != "exact") setting.algorithm = value_of_word("algorithm", rram::nmf_words, run.algorithm);
    std::optional<rram::AnalogueNnls> circuit;
    if (run.on_circuit) {
      circuit.emplace(rram::AnalogueNnls{plan.circuit, RngStream({plan.seed, 0, 0}, Purpose::device_program)});
      if (run.bits > 0) circuit->config.dac_bits = circuit->config.adc_bits = run.bits;
    }
    run.factors = start;
    for (int number = 1; number <= plan.iterations; ++number) {
      if (control.stop != nullptr && *control.stop) {
        runs.resize(run.iterations.empty() ? r : r + 1);
        return runs;
      }
      control.begin(unit++, run.name);
      const auto began = std::chrono::steady_clock::now();
      rram::nmf_iteration(data.problem, setting, run.factors, circuit ? &*circuit : nullptr);
      run.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
      run.iterations.push_back(judged(data, run.factors, number));
      if (!circuit) continue;
      run.iterations.back().count = circuit->count;
      run.status = circuit->status;
    }
  }
  return runs;
}

std::vector<Suggestion> best_items(const Data& data, const NmfFactors& factors, std::uint32_t user, std::size_t count) {
  std::vector<char> rated(data.items.size(), 0);
  for (const std::uint32_t item : data.train.columns(user)) rated[item] = 1;
  const arma::rowvec model = factors.w.row(user) * factors.h;
  std::vector<Suggestion> all;
  for (std::uint32_t item = 0; item < rated.size(); ++item)
    if (rated[item] == 0) all.push_back({item, std::clamp(model(item), data.low, data.high)});
  // By what W H says, also where it is cut off.
  const auto better = [&model](const Suggestion& a, const Suggestion& b) {
    return model(a.item) != model(b.item) ? model(a.item) > model(b.item) : a.item < b.item;
  };
  const std::size_t shown = std::min(count, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), all.end(), better);
  all.resize(shown);
  return all;
}

NmfFactors kept_in(const NmfFactors& factors, int bits) {
  const double steps = std::ldexp(1.0, bits) - 1.0;
  NmfFactors kept = factors;
  for (arma::uword j = 0; j < kept.w.n_cols; ++j) {
    if (const double most = kept.w.col(j).max(); most > 0.0)
      kept.w.col(j) = arma::round(kept.w.col(j) / most * steps) * most / steps;
    if (const double most = kept.h.row(j).max(); most > 0.0)
      kept.h.row(j) = arma::round(kept.h.row(j) / most * steps) * most / steps;
  }
  return kept;
}

}  // namespace ohmimo::nmf
