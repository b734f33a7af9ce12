// One set of data factorised by several algorithms from the same start.
#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/studies/nmf/nmf_data.hpp"

namespace ohmimo::nmf {

struct Plan {
  arma::uword rank = 16;
  int iterations = 20;
  std::vector<std::string> algorithms = {"exact", "anls"};  // of algorithm_names()
  std::vector<int> bits = {8};                              // of DAC and ADC: a run of anls for each
  double ridge = 0.0;                                       // times the number of elements that count
  int threads = 1;
  std::uint64_t seed = 1;  // of start and devices
  rram::NnlsConfig circuit = {};
};

// exact: ANLS in double precision; anls: on the circuit; hals, mu, pg: digital.
std::vector<std::string> algorithm_names();

// Throws std::invalid_argument naming field, rule and value.
void validate(const Plan& plan, const Data& data);

struct Iteration {
  int number = 0;
  double squared_error = NAN, relative_error = NAN;  // over the elements that count
  double psnr_dB = NAN, ssim = NAN;                  // of pictures
  double train_rmse = NAN, test_rmse = NAN;          // of ratings, cut off at the lowest and highest
  rram::NnlsCount count;                             // of the circuit, so far
};

struct NmfRun {
  std::string name;  // "anls 8 bit"
  std::string algorithm;
  bool on_circuit = false;
  int bits = 0;  // of DAC and ADC, on the circuit where it has them
  std::vector<Iteration> iterations;
  rram::NmfFactors factors;
  rram::NnlsReport::Status status = rram::NnlsReport::Status::not_run;  // the worst solve of the circuit
  double seconds = 0.0;                                                 // that the simulation took
};

struct Control {
  const std::atomic<bool>* stop = nullptr;  // set: the iteration at hand is the last
  std::function<void(std::size_t unit, const std::string& name)> begin = [](std::size_t, const std::string&) {};
};

// Units of progress: iterations of all runs.
std::size_t units(const Plan& plan);
std::vector<NmfRun> run_nmf(const Data& data, const Plan& plan, const Control& control = {});

// Row of the item and the rating expected of it.
struct Suggestion {
  std::uint32_t item = 0;
  double rating = 0.0;
};
// Items that the user has not rated, the best first.
std::vector<Suggestion> best_items(const Data& data, const rram::NmfFactors& factors, std::uint32_t user,
                                   std::size_t count);

// The factors kept in so many bits, each column of W and row of H scaled to its largest element.
rram::NmfFactors kept_in(const rram::NmfFactors& factors, int bits);

}  // namespace ohmimo::nmf
