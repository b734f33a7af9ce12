// All detectors, one table row each: what a detector is called, what is true of it and how it is made. Code outside
// asks for a property and never compares names.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detector/detector.hpp"
#include "rram/solver_config.hpp"

namespace ohmimo {

struct DetectorConfig {
  std::string name;               // of a row
  std::vector<int> cycles = {1};  // refinement cycles reported by analogue detectors: ascending, >= 1
  rram::SolverConfig solver;      // used by analogue detectors
  Output output = Output::x_and_var;
  double error_scale = 1.0;  // of the analogue error in var: what a wrong estimate of it costs
};

// The closed form that the error rate of a detector follows over i.i.d. Rayleigh channels (apps/theory).
enum class TheoryLaw {
  none,
  zero_forcing,  // exact
  mmse           // exact law of the SINR, interference taken as Gaussian
};

struct DetectorRow {
  std::string_view name;

  // The domain is the maker that is set. Gram-domain detectors may have a faster form in the antenna domain as well.
  std::unique_ptr<GramDetector> (*make_gram)(const DetectorConfig&) = nullptr;
  std::unique_ptr<Detector> (*make_antenna)(const DetectorConfig&) = nullptr;

  // Of an analogue detector, the digital one that it tends to with perfect hardware; empty = a digital detector.
  std::string_view counterpart = {};
  TheoryLaw law = TheoryLaw::none;              // of several users
  TheoryLaw law_of_one_user = TheoryLaw::none;  // without interference
  bool needs_users_le_rx = false;               // has no estimates for more users than receive antennas
  bool adds_noise_to_gram = false;              // inverts G + N0 I, which changes with the SNR, in place of G
  // Soft bits may be made of x and var: x_hat = x + e with E|e|^2 = var and e uncorrelated with x. Otherwise hard
  // decisions only.
  bool soft = false;

  constexpr bool is_analogue() const { return !counterpart.empty(); }
};

std::span<const DetectorRow> detector_rows();

// Throws std::invalid_argument naming the field and the value for a name without a row.
const DetectorRow& detector_row(std::string_view name);

std::vector<std::string_view> detector_names();
std::vector<std::string_view> analogue_names();
bool is_analogue(std::string_view detector);
TheoryLaw theory_law(std::string_view detector, int n_user);

// Throw std::invalid_argument as above. make_gram_detector gives nullptr for detectors of the antenna domain.
std::unique_ptr<GramDetector> make_gram_detector(const DetectorConfig& config);
std::unique_ptr<Detector> make_detector(const DetectorConfig& config);

}  // namespace ohmimo
