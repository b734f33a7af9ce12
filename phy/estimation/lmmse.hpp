// Linear minimum mean square error over frequency: filters from all pilots of a window of the band.
#pragma once
#include <vector>

#include "phy/estimation/block_filter.hpp"
#include "phy/estimation/comb_samples.hpp"
#include "phy/estimation/hermitian_solve.hpp"

namespace ohmimo {

// What filters of one cohort depend on, all powers over N0.
struct LmmseDesign {
  ChannelPrior prior;        // of all users
  std::vector<double> seen;  // [n_user] share of a user's power that the cohort sees: 0 on another comb
  double noise_var = 1.0;    // of a sample
};

// The part of the band that one estimate is made of: wide bands take some 16 PRB around a subcarrier, clipped to the
// band. So memory and time stay bounded: W has 192 x 96 entries for DM-RS type 1.
struct FilterWindow {
  explicit FilterWindow(const PilotGrid& pilots);
  // First subcarrier of the window for the subcarriers from low to high.
  int start(int low, int high) const;

  int unit = 12;  // windows start at multiples of this
  int n_unit = 1, n_unit_of_band = 1;
  int n_subcarrier() const { return unit * n_unit; }
};

// W = R_ap (R_pp + s2 I)^-1 of one user for every subcarrier of a window. The pilots of all users on the comb count:
// their codes need not stay orthogonal over a channel that varies between subcarriers.
class UserFilter {
 public:
  UserFilter() = default;
  // factor: of R_pp + s2 I (cohort_covariance).
  void make(const PilotGrid& pilots, int user, const LmmseDesign& design, const ComplexRows& factor);

  // The filter for 16 subcarriers of a range; window as the user's filter was made for.
  void block(const PilotGrid& pilots, const SubcarrierRange& range, std::size_t block, BlockFilter& filter) const;

 private:
  ComplexRows weights_;                 // [sample of the window][subcarrier of the window]
  std::vector<double> signal_, noise_;  // [subcarrier of the window]
  ComplexRows solved_, phasors_;
};

// The Cholesky factor of R_pp + s2 I of a cohort's samples in one window.
void cohort_covariance(const PilotGrid& pilots, const LmmseDesign& design, ComplexRows& factor);

}  // namespace ohmimo
