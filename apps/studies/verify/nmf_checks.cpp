// Factorisations: rank one in closed form, a planted product, a drawn picture, planted ratings.
#include <fmt/format.h>

#include "apps/studies/verify/nnls_case.hpp"
#include "apps/studies/verify/nnls_checks.hpp"
#include "apps/theory/quantiles.hpp"
#include "rram/nnls/nmf.hpp"

namespace ohmimo::verify {
namespace {

using rram::AnalogueNnls;
using rram::NmfAlgorithm;
using rram::NmfFactors;
using rram::NmfProblem;
using rram::NmfSetting;

constexpr const char* finer_adc = "our ADC is ranged to the largest output of each vector: its steps are smaller";

AnalogueNnls analogue(std::uint32_t draw, int converter_bits, const VerifyOptions& options) {
  rram::NnlsConfig config = plain_config(rram::RegressionKind::two_banks);
  config.fidelity = rram::fidelity_from_name("converter");
  config.dac_bits = config.adc_bits = converter_bits;
  return {config, RngStream({options.seed, 2, draw}, Purpose::device_program)};
}

std::vector<Check> rank_one_checks() {
  const NmfProblem problem = NmfProblem::dense({{2.0, 1.0}, {1.0, 2.0}, {2.0, 2.0}});
  NmfFactors factors{arma::mat(arma::vec{1.0, 0.2, 0.5}), arma::mat(1, 2, arma::fill::ones)};
  double excess[3];
  for (double& one : excess) {
    rram::nmf_iteration(problem, {}, factors);
    one = problem.squared_error(factors) - 1.0;
  }
  return {{"rank one: excess of an iteration over that before, times 289", 289.0 * excess[2] / excess[1],
           Expectation::near(1.0, 0.1), "closed form (sigma2/sigma1)^4"}};
}

// Relative error after each iteration, and whether it ever rose.
struct Fall {
  std::vector<double> error;
  bool rose = false;
};
Fall fall(const NmfProblem& problem, const NmfSetting& setting, NmfFactors factors, int iterations,
          AnalogueNnls* circuit = nullptr) {
  Fall all;
  for (int k = 0; k < iterations; ++k) {
    rram::nmf_iteration(problem, setting, factors, circuit);
    all.error.push_back(problem.relative_error(factors));
    all.rose = all.rose || (k > 0 && all.error[k] > all.error[k - 1] * (1.0 + 1e-12));
  }
  return all;
}

std::vector<Check> product_checks(const VerifyOptions& options) {
  const NmfProblem problem = NmfProblem::dense(rram::planted_product());
  rram::SplitMix64 draws(2);
  NmfFactors start;
  start.w = draws.uniform(60, 4);
  start.h = draws.uniform(4, 40);
  std::vector<Check> checks;
  double exact_first = NAN;
  for (const auto& [algorithm, ten, tolerance] : {std::tuple{NmfAlgorithm::anls, 0.01744, 1e-4},
                                                  {NmfAlgorithm::hals, 0.0564, 1e-3},
                                                  {NmfAlgorithm::multiplicative, 0.1443, 1e-3},
                                                  {NmfAlgorithm::projected_gradient, 0.1326, 1e-3}}) {
    const Fall all = fall(problem, {.algorithm = algorithm}, start, 50);
    const std::string_view name = word_of_value(rram::nmf_words, algorithm);
    checks.push_back({fmt::format("60x40 of rank 4, {}: relative error after iteration 10", name), all.error[9],
                      Expectation::near(ten, tolerance), nnls_source});
    checks.push_back({fmt::format("60x40 of rank 4, {}: iterations that rise", name), all.rose ? 1.0 : 0.0,
                      Expectation::at_most(0.0), "exact descent"});
    if (algorithm == NmfAlgorithm::anls) exact_first = all.error[0];
  }
  std::vector<double> first, floor, coarse;
  for (std::uint32_t draw = 0; draw < 15; ++draw) {
    AnalogueNnls circuit = analogue(draw, 8, options), four = analogue(draw, 4, options);
    const Fall all = fall(problem, {}, start, 20, &circuit);
    first.push_back(all.error[0] / exact_first);
    floor.push_back(all.error[19]);
    coarse.push_back(fall(problem, {}, start, 20, &four).error[19]);
  }
  checks.push_back({"the same, 3-bit cells, 8-bit converters: iteration 1 over exact", median(first),
                    Expectation::between(0.9, 1.1), nnls_source});
  checks.push_back({"the same, iteration 20: floor", median(floor), Expectation::between(0.018, 0.030), nnls_source});
  checks.push_back({"the same with 4-bit converters", median(coarse), Expectation::between(0.035, 0.060), nnls_source,
                    KnownDifference{0.027, 0.035, finer_adc}});
  return checks;
}

double psnr_dB(const arma::mat& picture, const arma::mat& model) {
  const double mean = arma::accu(arma::square(picture - model)) / static_cast<double>(picture.n_elem);
  return 10.0 * std::log10(255.0 * 255.0 / mean);
}

std::vector<Check> picture_checks(const VerifyOptions& options) {
  constexpr arma::uword k = 16;
  const arma::mat picture = rram::planted_picture();
  const NmfProblem problem = NmfProblem::dense(picture);
  arma::mat u, v;
  arma::vec s;
  arma::svd(u, s, v, picture);
  const arma::mat best = u.head_cols(k) * arma::diagmat(s.head(k)) * v.head_cols(k).t();
  rram::SplitMix64 draws(5);
  NmfFactors start;
  start.w = 2.0 * draws.uniform(64, k) * std::sqrt(arma::mean(arma::vectorise(picture)) / k);
  start.h = draws.uniform(k, 64);
  NmfFactors exact = start;
  for (int iteration = 0; iteration < 20; ++iteration) rram::nmf_iteration(problem, {}, exact);
  std::vector<double> quality, coarse;
  for (std::uint32_t draw = 0; draw < 5; ++draw)
    for (const int bits : {8, 4}) {
      AnalogueNnls circuit = analogue(draw, bits, options);
      NmfFactors factors = start;
      for (int iteration = 0; iteration < 20; ++iteration) rram::nmf_iteration(problem, {}, factors, &circuit);
      (bits == 8 ? quality : coarse).push_back(psnr_dB(picture, factors.w * factors.h));
    }
  const double exact_dB = psnr_dB(picture, exact.w * exact.h), ours_dB = median(quality);
  return {{"picture 64x64, rank 16: storage of the factors over that of the picture",
           static_cast<double>(exact.w.n_elem + exact.h.n_elem) / static_cast<double>(picture.n_elem),
           Expectation::near(0.5, 0.0), "k (m + n) / (m n)"},
          {"picture, rank 16: PSNR of the singular value decomposition [dB]", psnr_dB(picture, best),
           Expectation::near(35.56, 0.01), nnls_source},
          {"picture, rank 16: PSNR, exact, iteration 20 [dB]", exact_dB, Expectation::near(32.76, 0.05), nnls_source},
          {"picture, rank 16: PSNR, 3-bit cells, 8-bit converters, iteration 20 [dB]", ours_dB,
           Expectation::near(31.2, 0.5), nnls_source},
          {"picture, rank 16: loss by the circuit [dB]", exact_dB - ours_dB, Expectation::at_most(2.0), nnls_source},
          {"picture, rank 16: PSNR with 4-bit converters [dB]", median(coarse), Expectation::near(27.6, 1.0),
           nnls_source, KnownDifference{28.5, 30.0, finer_adc}}};
}

rram::SparseRows entries_of(const arma::mat& value, const arma::umat& on) {
  std::vector<rram::Entry> entries;
  for (std::uint32_t i = 0; i < value.n_rows; ++i)
    for (std::uint32_t j = 0; j < value.n_cols; ++j)
      if (on(i, j) != 0) entries.push_back({i, j, static_cast<float>(value(i, j))});
  return {static_cast<std::uint32_t>(value.n_rows), static_cast<std::uint32_t>(value.n_cols), entries};
}

// Global mean plus damped deviations of users and items: what a recommender has to beat.
double bias_rmse(const rram::PlantedRatings& planted) {
  const arma::mat on = arma::conv_to<arma::mat>::from(planted.train);
  constexpr double damping = 5.0;
  const double mean = arma::accu(on % planted.rating) / arma::accu(on);
  const arma::vec user = arma::sum(on % (planted.rating - mean), 1) / (arma::sum(on, 1) + damping);
  const arma::mat left = planted.rating - mean - arma::repmat(user, 1, on.n_cols);
  const arma::rowvec item = arma::sum(on % left, 0) / (arma::sum(on, 0) + damping);
  const arma::mat model = mean + arma::repmat(user, 1, on.n_cols) + arma::repmat(item, on.n_rows, 1);
  const arma::mat test = arma::conv_to<arma::mat>::from(planted.test);
  return std::sqrt(arma::accu(test % arma::square(planted.rating - arma::clamp(model, 1.0, 5.0))) / arma::accu(test));
}

std::vector<Check> rating_checks(const VerifyOptions& options) {
  const rram::PlantedRatings planted = rram::planted_ratings();
  const rram::SparseRows train = entries_of(planted.rating, planted.train),
                         test = entries_of(planted.rating, planted.test);
  const NmfProblem problem = NmfProblem::masked(train);
  const double mean = arma::accu(planted.rating % planted.train) / static_cast<double>(train.count());
  rram::SplitMix64 draws(10);
  const NmfFactors start{arma::mat(200, 5, arma::fill::zeros), draws.uniform(5, 150) * std::sqrt(mean / 5.0) * 1.2};
  const NmfSetting setting{.ridge = 0.02, .h_first = false};
  const auto rmse = [&](AnalogueNnls* circuit) {
    NmfFactors factors = start;
    for (int iteration = 0; iteration < 20; ++iteration) rram::nmf_iteration(problem, setting, factors, circuit);
    return rram::rating_rmse(test, factors, 1.0, 5.0);
  };
  const double exact = rmse(nullptr);
  std::vector<double> eight, four;
  for (std::uint32_t draw = 0; draw < 11; ++draw) {
    AnalogueNnls fine = analogue(draw, 8, options), coarse = analogue(draw, 4, options);
    eight.push_back(rmse(&fine) - exact);
    four.push_back(rmse(&coarse) - exact);
  }
  return {{"ratings 200x150, rank 5, masked: test RMSE, exact, iteration 20", exact, Expectation::near(0.456, 0.001),
           nnls_source},
          {"ratings: more on 3-bit cells, 8-bit converters", median(eight), Expectation::at_most(0.010), nnls_source},
          {"ratings: more with 4-bit converters", median(four), Expectation::at_most(0.020), nnls_source,
           KnownDifference{0.020, 0.023,
                           "the median of 11 devices is 0.018 to 0.021, by seed; the expectation is that of one run"}},
          {"ratings: less than by damped user and item biases", bias_rmse(planted) - exact, Expectation::at_least(0.4),
           nnls_source}};
}

}  // namespace

std::vector<Check> nmf_checks(const VerifyOptions& options) {
  std::vector<Check> checks = rank_one_checks();
  for (const auto& part : {product_checks, picture_checks, rating_checks})
    for (Check& check : part(options)) checks.push_back(std::move(check));
  return checks;
}

}  // namespace ohmimo::verify
