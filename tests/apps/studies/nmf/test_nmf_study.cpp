// The study behind `ohmimo nmf`: measures of pictures, planted ratings, factors in few bits, runs and their report.
#include <doctest/doctest.h>

#include <cmath>

#include "apps/studies/nmf/nmf_report.hpp"
#include "apps/studies/nmf/picture_quality.hpp"
#include "apps/studies/nmf/planted_ratings.hpp"
#include "tests/about.hpp"
#include "tests/temporary_folder.hpp"

namespace test_nmf_study {

using namespace ohmimo;
using namespace ohmimo::nmf;

Plan usual_plan() {
  Plan plan;
  plan.circuit.fidelity = rram::fidelity_from_name("converter");
  plan.circuit.stability = false;
  return plan;
}

Data planted(const std::string& word) {
  DataSpec spec;
  spec.planted = word;
  return make_data(spec);
}

TEST_CASE("PSNR and SSIM by hand") {
  const arma::mat flat(16, 16, arma::fill::value(100.0));
  CHECK(psnr_dB(flat, flat + 5.0) == about(10.0 * std::log10(255.0 * 255.0 / 25.0)));
  CHECK(std::isinf(psnr_dB(flat, flat)));
  // Without variance: (2 x y + c1) / (x^2 + y^2 + c1).
  const double c1 = 2.55 * 2.55;
  CHECK(ssim(flat, flat + 50.0) == about((2.0 * 100 * 150 + c1) / (100.0 * 100 + 150.0 * 150 + c1), 1e-10));
  CHECK(ssim(flat, flat) == about(1.0, 1e-10));
  // One box of which one half is 0 and the other 2: mean 1, variance 1; its negative about the mean has covariance -1.
  arma::mat box(8, 8, arma::fill::zeros);
  box.head_rows(4).fill(2.0);
  const double c2 = 7.65 * 7.65;
  CHECK(ssim(box, 2.0 - box) == about((2.0 + c1) * (-2.0 + c2) / ((2.0 + c1) * (2.0 + c2)), 1e-9));
}

TEST_CASE("the drawn picture at rank 16, as another program computes it") {
  const Data data = planted("picture");
  CHECK(data.kind == DataKind::picture);
  Plan plan = usual_plan();
  plan.seed = 4;
  plan.algorithms = {"exact"};
  const NmfRun exact = run_nmf(data, plan).front();
  CHECK(exact.iterations.back().psnr_dB == about(32.76, 0.05 / 32.76));
  CHECK(exact.iterations.back().ssim == about(0.924, 2e-3));
  for (std::size_t k = 1; k < exact.iterations.size(); ++k)
    CHECK(exact.iterations[k].squared_error <= exact.iterations[k - 1].squared_error * (1.0 + 1e-12));
  // Kept in few bits: 34.03 to 27.58 dB at iteration 50 there.
  const double four = psnr_dB(data.dense, kept_in(exact.factors, 4).w * kept_in(exact.factors, 4).h);
  CHECK(four < exact.iterations.back().psnr_dB - 0.5);
  CHECK(four > 28.0);
  CHECK(arma::approx_equal(kept_in(exact.factors, 16).w, exact.factors.w, "absdiff", exact.factors.w.max() / 65535.0));
}

TEST_CASE("a run on the circuit is the same on any number of threads, and loses less than 3 dB") {
  const Data data = planted("picture");
  Plan plan = usual_plan();
  plan.bits = {8, 4};
  plan.iterations = 6;
  const std::vector<NmfRun> one = run_nmf(data, plan);
  plan.threads = 3;
  const std::vector<NmfRun> three = run_nmf(data, plan);
  REQUIRE(one.size() == 3);
  CHECK(one[1].name == "anls 8 bit");
  for (std::size_t r = 0; r < one.size(); ++r)
    CHECK(arma::approx_equal(one[r].factors.w, three[r].factors.w, "absdiff", 0.0));
  CHECK(one[1].iterations.back().psnr_dB > one[0].iterations.back().psnr_dB - 3.0);
  CHECK(one[2].iterations.back().psnr_dB < one[1].iterations.back().psnr_dB);
  CHECK(one[1].iterations.back().count.cells_programmed == 6u * 2 * 16 * 128);
  CHECK(one[1].iterations.back().count.analogue_solves == 6u * 128);
}

TEST_CASE("planted ratings: test RMSE as another program computes it, far below that of biases") {
  const Data data = planted("ratings");
  CHECK(data.train.count() == 9031);
  CHECK(data.test.count() == 1524);
  Plan plan = usual_plan();
  plan.rank = 5;
  plan.ridge = 0.02;
  plan.seed = 9;
  const std::vector<NmfRun> runs = run_nmf(data, plan);
  CHECK(runs[0].iterations.back().test_rmse == about(0.4564, 1e-3 / 0.4564));
  CHECK(runs[1].iterations.back().test_rmse < runs[0].iterations.back().test_rmse + 0.02);
  const PlainRatings plain = plain_ratings(data);
  CHECK(plain.mean_rmse == about(1.3979, 1e-3));
  CHECK(plain.bias_rmse > runs[1].iterations.back().test_rmse + 0.4);
}

TEST_CASE("suggested items were not rated, and come in order") {
  const Data data = planted("ratings");
  Plan plan = usual_plan();
  plan.rank = 4;
  plan.ridge = 0.02;
  plan.algorithms = {"exact"};
  const NmfRun run = run_nmf(data, plan).front();
  const std::vector<Suggestion> best = best_items(data, run.factors, 17, 12);
  REQUIRE(best.size() == 12);
  for (std::size_t k = 0; k < best.size(); ++k) {
    const auto rated = data.train.columns(17);
    CHECK(std::ranges::find(rated, best[k].item) == rated.end());
    if (k > 0) CHECK(best[k].rating <= best[k - 1].rating);
  }
  CHECK(best_items(data, run.factors, 17, 1000).size() == 150 - data.train.columns(17).size());
  CHECK(suggestion_text(data, run, "18", 3, 80).starts_with("best for user 18 by exact"));
  CHECK_THROWS_WITH_AS(suggestion_text(data, run, "nobody", 3, 80),
                       "user must be one of the 200 that rated, got \"nobody\"", std::invalid_argument);
}

TEST_CASE("planted entries of any number lie within the matrix and are ratings") {
  const std::vector<rram::Entry> entries = planted_entries({50, 70, 5000}, 3);
  CHECK(entries.size() == 5000);
  std::vector<int> of_user(50, 0), of_value(6, 0);
  for (const rram::Entry& entry : entries) {
    REQUIRE(entry.row < 50);
    REQUIRE(entry.col < 70);
    ++of_user[entry.row];
    ++of_value[static_cast<std::size_t>(entry.value)];
  }
  CHECK(*std::ranges::min_element(of_user) == 100);
  CHECK(*std::ranges::max_element(of_user) == 100);
  CHECK(of_value[0] == 0);
  for (int value = 1; value <= 5; ++value) CHECK(of_value[static_cast<std::size_t>(value)] > 100);
  CHECK(planted_entries({50, 70, 5000}, 3)[4999].value == entries[4999].value);
}

TEST_CASE("all algorithms descend from the same start, also where ratings are masked") {
  for (const char* word : {"product", "ratings"}) {
    const Data data = planted(word);
    Plan plan = usual_plan();
    plan.rank = 4;
    plan.ridge = data.kind == DataKind::ratings ? 0.02 : 0.0;
    plan.algorithms = {"exact", "hals", "mu", "pg"};
    for (const NmfRun& run : run_nmf(data, plan)) {
      CAPTURE(run.name);
      CHECK(run.iterations.back().relative_error < run.iterations.front().relative_error);
      CHECK(run.factors.w.min() >= 0.0);
    }
  }
}

TEST_CASE("a stop ends after the iteration at hand") {
  const Data data = planted("product");
  const std::atomic<bool> stop = true;
  CHECK(run_nmf(data, {.rank = 2}, {&stop}).empty());
}

TEST_CASE("wrong plans and data are refused by name") {
  const Data data = planted("product");
  const auto refusal = [&](const std::function<void(Plan&)>& change) {
    Plan plan = usual_plan();
    plan.rank = 4;
    change(plan);
    try {
      validate(plan, data);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(refusal([](Plan& p) { p.rank = 0; }) == "rank must be from 1 to 40 for 60 x 40, got 0");
  CHECK(refusal([](Plan& p) { p.rank = 41; }) == "rank must be from 1 to 40 for 60 x 40, got 41");
  CHECK(refusal([](Plan& p) { p.iterations = 0; }).starts_with("iterations must be from 1"));
  CHECK(refusal([](Plan& p) { p.ridge = NAN; }).starts_with("ridge must be from 0"));
  CHECK(refusal([](Plan& p) { p.algorithms = {"als"}; }).starts_with("algorithm must be one of exact, anls"));
  CHECK(refusal([](Plan& p) { p.algorithms = {"mu", "mu"}; }) == "algorithm must be named once each, got mu");
  CHECK(refusal([](Plan& p) { p.bits = {1}; }) == "bits must be from 2 to 16, got 1");
  for (const char* word : {"pictures", "10x", "10x20", "0x5:10", "5x5:0", "5x5:1e12", "x5:3", "5:5x3"})
    CHECK_THROWS_AS(planted(word), std::invalid_argument);
  DataSpec two;
  two.image = "a.png";
  two.ratings = "b.csv";
  CHECK_THROWS_WITH_AS(make_data(two), "one of --image, --ratings, --matrix and --planted may be given, got 2",
                       std::invalid_argument);
  DataSpec share;
  share.planted = "10x10:50";
  share.test_share = 1.0;
  CHECK_THROWS_AS(make_data(share), std::invalid_argument);
}

}  // namespace test_nmf_study
