// Received pilots with the base sequence and the codes over time taken off: what all filters over frequency start from.
#pragma once
#include <complex>
#include <vector>

#include "phy/estimation/estimator_input.hpp"
#include "phy/estimation/pilots.hpp"

namespace ohmimo {

// Users of one comb and one time code see the same samples, in which they differ by their codes over frequency.
struct Cohort {
  int comb = 0;
  std::vector<float> time_code;
  std::vector<int> users;
};
std::vector<Cohort> cohorts_of(const PilotGrid& pilots);

// z = mean over the symbols of a position of y conj(base) time_code / |base|^2: the sum over the users of the cohort of
// h frequency_code, plus noise of variance N0 / (length * power).
class CombSamples {
 public:
  explicit CombSamples(const PilotGrid& pilots);

  // Throws std::invalid_argument if received has not the shape of the pilots.
  void take(const PilotGrid& pilots, const PilotsReceived& received);

  const std::vector<Cohort>& cohorts() const { return cohorts_; }
  std::size_t cohort_of(int user) const { return cohort_of_[user]; }
  std::size_t n_rx() const { return n_rx_; }
  std::size_t n_sample() const { return n_sample_; }  // subcarriers of a comb
  // [n_sample] of one antenna; antennas follow each other.
  const std::complex<float>* at(std::size_t cohort, std::size_t position, std::size_t rx) const {
    return z_.data() + ((cohort * n_position_ + position) * n_rx_ + rx) * n_sample_;
  }
  double noise_share() const { return noise_share_; }  // noise variance of a sample over N0

 private:
  void take_position(const PilotGrid& pilots, const PilotsReceived& received, std::size_t cohort, std::size_t position);

  std::vector<Cohort> cohorts_;
  std::vector<std::size_t> cohort_of_;
  std::size_t n_position_ = 0, n_rx_ = 0, n_sample_ = 0;
  double noise_share_ = 1.0;
  std::vector<std::complex<float>> z_;  // [cohort][position][rx][sample]
};

}  // namespace ohmimo
