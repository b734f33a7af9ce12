// Factorisations: a closed form, an independent program's numbers, and invariances.
#include "rram/nnls/nmf.hpp"

#include <doctest/doctest.h>

#include "rram/nnls/planted_data.hpp"

namespace test_nmf {

using namespace ohmimo;
using namespace ohmimo::rram;

NmfFactors start(std::uint64_t seed, arma::uword m, arma::uword n, arma::uword k) {
  SplitMix64 draws(seed);
  NmfFactors factors;
  factors.w = draws.uniform(m, k);
  factors.h = draws.uniform(k, n);
  return factors;
}

std::vector<double> errors(const NmfProblem& problem, const NmfSetting& setting, NmfFactors factors, int iterations,
                           AnalogueNnls* analogue = nullptr) {
  std::vector<double> error;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    nmf_iteration(problem, setting, factors, analogue);
    error.push_back(problem.relative_error(factors));
  }
  return error;
}

SparseRows entries_of(const arma::mat& value, const arma::umat& on) {
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < value.n_rows; ++i)
    for (std::uint32_t j = 0; j < value.n_cols; ++j)
      if (on(i, j) != 0) entries.push_back({i, j, static_cast<float>(value(i, j))});
  return {static_cast<std::uint32_t>(value.n_rows), static_cast<std::uint32_t>(value.n_cols), entries};
}

TEST_CASE("rank one is the leading singular pair, approached by (sigma2/sigma1)^4 = 1/289 an iteration") {
  const NmfProblem problem = NmfProblem::dense({{2.0, 1.0}, {1.0, 2.0}, {2.0, 2.0}});
  NmfFactors factors{arma::mat(arma::vec{1.0, 0.2, 0.5}), arma::mat(1, 2, arma::fill::ones)};
  std::vector<double> excess;
  for (int iteration = 0; iteration < 3; ++iteration) {
    nmf_iteration(problem, {}, factors);
    excess.push_back(problem.squared_error(factors) - 1.0);
  }
  CHECK(excess[0] == doctest::Approx(0.32).epsilon(0.02));
  CHECK(excess[1] == doctest::Approx(0.00113).epsilon(0.01));
  CHECK(excess[2] / excess[1] == doctest::Approx(1.0 / 289.0).epsilon(0.01));
}

TEST_CASE("a planted product of rank 4: every algorithm falls as an independent program says") {
  const NmfProblem problem = NmfProblem::dense(planted_product());
  struct Row {
    NmfAlgorithm algorithm;
    double one, ten, fifty, tolerance;
  };
  for (const Row& row : {Row{NmfAlgorithm::anls, 0.0683, 0.01744, 0.0072, 1e-4},
                         {NmfAlgorithm::hals, 0.2100, 0.0564, 0.0156, 1e-4},
                         {NmfAlgorithm::multiplicative, 0.2028, 0.1443, 0.0690, 1e-4},
                         {NmfAlgorithm::projected_gradient, 0.1744, 0.1326, 0.0311, 1e-4}}) {
    const std::vector<double> error = errors(problem, {.algorithm = row.algorithm}, start(2, 60, 40, 4), 50);
    CAPTURE(word_of_value(nmf_words, row.algorithm));
    CHECK(std::abs(error[0] - row.one) <= row.tolerance);
    CHECK(std::abs(error[9] - row.ten) <= row.tolerance);
    CHECK(std::abs(error[49] - row.fifty) <= row.tolerance);
    for (std::size_t k = 1; k < error.size(); ++k) CHECK(error[k] <= error[k - 1] * (1.0 + 1e-12));
  }
}

TEST_CASE("an exact circuit gives the exact factors, one of devices follows and ends at a floor") {
  const NmfProblem problem = NmfProblem::dense(planted_product());
  const std::vector<double> exact = errors(problem, {}, start(2, 60, 40, 4), 20);
  AnalogueNnls ideal{{}, RngStream({1, 0, 0}, Purpose::device_program)};
  const std::vector<double> same = errors(problem, {}, start(2, 60, 40, 4), 5, &ideal);
  for (std::size_t k = 0; k < same.size(); ++k) CHECK(std::abs(same[k] - exact[k]) <= 1e-9);
  CHECK(ideal.status == NnlsReport::Status::solved);
  CHECK(ideal.count.analogue_solves == 5 * (60 + 40));
  CHECK(ideal.count.cells_programmed == 5 * 2 * 4 * (60 + 40));
  AnalogueNnls device{{.fidelity = fidelity_from_name("converter")}, RngStream({1, 0, 1}, Purpose::device_program)};
  const std::vector<double> error = errors(problem, {}, start(2, 60, 40, 4), 20, &device);
  CHECK(error[0] < 1.1 * exact[0]);
  CHECK(error[19] > 0.015);
  CHECK(error[19] < 0.035);
}

TEST_CASE("masked ratings: an independent program's test errors, exact and analogue") {
  const PlantedRatings planted = planted_ratings();
  const SparseRows train = entries_of(planted.rating, planted.train), test = entries_of(planted.rating, planted.test);
  const NmfProblem problem = NmfProblem::masked(train);
  double mean = 0.0;
  for (std::uint32_t row = 0; row < train.n_row(); ++row)
    for (const float value : train.values(row)) mean += value / static_cast<double>(train.count());
  SplitMix64 draws(10);
  const arma::mat h = draws.uniform(5, 150) * std::sqrt(mean / 5.0) * 1.2;
  NmfFactors exact{arma::mat(200, 5, arma::fill::zeros), h}, analogue = exact;
  AnalogueNnls circuit{{.fidelity = fidelity_from_name("converter")}, RngStream({1, 0, 2}, Purpose::device_program)};
  const NmfSetting setting{.ridge = 0.02, .h_first = false, .threads = 2};
  const double expected[] = {0.9389, 0.5650, 0.4760, 0.0, 0.4658};
  double last = INFINITY;
  for (int iteration = 1; iteration <= 20; ++iteration) {
    nmf_iteration(problem, setting, exact);
    nmf_iteration(problem, setting, analogue, &circuit);
    const double rmse = rating_rmse(test, exact, 1.0, 5.0);
    if (iteration <= 5 && expected[iteration - 1] > 0.0) CHECK(std::abs(rmse - expected[iteration - 1]) <= 5e-4);
    if (iteration == 20) last = rmse;
  }
  CHECK(std::abs(last - 0.4564) <= 1e-3);
  CHECK(rating_rmse(test, analogue, 1.0, 5.0) - last <= 0.015);
  CHECK(circuit.status == NnlsReport::Status::solved);
  MESSAGE("exact " << last << ", analogue " << rating_rmse(test, analogue, 1.0, 5.0));
}

TEST_CASE("zero-filled sparse rows are the dense matrix with zeros, in every algorithm and on the circuit") {
  SplitMix64 draws(71);
  const arma::umat on = draws.uniform(20, 12) < 0.4;
  const arma::mat value = arma::round(5.0 * draws.uniform(20, 12)) + 1.0;
  const NmfProblem sparse = NmfProblem::zero_filled(entries_of(value, on)),
                   dense = NmfProblem::dense(value % arma::conv_to<arma::mat>::from(on));
  for (const auto& word : nmf_words) {
    NmfFactors one = start(72, 20, 12, 3), two = one;
    for (int iteration = 0; iteration < 5; ++iteration) {
      nmf_iteration(sparse, {.algorithm = word.value, .ridge = 0.01}, one);
      nmf_iteration(dense, {.algorithm = word.value, .ridge = 0.01, .threads = 3}, two);
    }
    CHECK(arma::abs(one.w - two.w).max() <= 1e-10);
    CHECK(std::abs(sparse.relative_error(one) - dense.relative_error(two)) <= 1e-10);
  }
  AnalogueNnls a{{}, RngStream({1, 0, 3}, Purpose::device_program)}, b = a;
  NmfFactors one = start(72, 20, 12, 3), two = one;
  nmf_iteration(sparse, {}, one, &a);
  nmf_iteration(dense, {}, two, &b);
  CHECK(arma::abs(one.h - two.h).max() <= 1e-12);
}

TEST_CASE("sparse rows: order, repetition, transposition; what does not fit is refused") {
  const std::vector<Entry> entries = {{1, 2, 3.0F}, {0, 3, 1.0F}, {1, 0, 4.0F}, {1, 2, 5.0F}, {3, 0, 2.0F}};
  const SparseRows rows(4, 5, entries), other = rows.transposed();
  CHECK(rows.count() == 4);
  CHECK(rows.columns(0).size() == 1);
  CHECK(rows.columns(1)[0] == 0);
  CHECK(rows.columns(1)[1] == 2);
  CHECK(rows.values(1)[1] == 5.0F);
  CHECK(rows.columns(2).empty());
  CHECK(rows.values(3)[0] == 2.0F);
  CHECK(other.columns(0)[1] == 3);
  CHECK(other.values(2)[0] == 5.0F);
  CHECK(other.transposed().values(1)[1] == 5.0F);
  const auto refused = [](const Entry& entry, const char* sentence) {
    CHECK_THROWS_WITH_AS(SparseRows(4, 5, std::vector{entry}), sentence, std::invalid_argument);
  };
  refused({4, 0, 1.0F}, "entries must lie within 4 x 5, got 4, 0");
  refused({0, 5, 1.0F}, "entries must lie within 4 x 5, got 0, 5");
  refused({0, 0, NAN}, "entries must be finite, got nan");
  const NmfProblem problem = NmfProblem::dense(arma::mat(3, 2, arma::fill::ones));
  NmfFactors factors = start(1, 3, 3, 1);
  CHECK_THROWS_WITH_AS(nmf_iteration(problem, {}, factors), "factors must be 3 x k and k x 2, got 3 x 1 and 1 x 3",
                       std::invalid_argument);
  factors = start(1, 3, 2, 1);
  factors.w(0) = -1.0;
  CHECK_THROWS_WITH_AS(nmf_iteration(problem, {}, factors), "factors must be finite and >= 0, got -1",
                       std::invalid_argument);
  factors = start(1, 3, 2, 1);
  AnalogueNnls circuit{{}, RngStream({1, 0, 3}, Purpose::device_program)};
  CHECK_THROWS_WITH_AS(nmf_iteration(problem, {.algorithm = NmfAlgorithm::hals}, factors, &circuit),
                       "algorithm must be anls on a circuit, got hals", std::invalid_argument);
}

}  // namespace test_nmf
