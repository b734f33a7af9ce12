// Linear minimum mean square error over frequency: filters from all pilots of a window of the band.
#pragma once
#include <vector>

#include "phy/estimation/block_filter.hpp"
#include "phy/estimation/estimator_input.hpp"
#include "phy/estimation/hermitian_solve.hpp"
#include "phy/estimation/pilots.hpp"

namespace ohmimo {

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

// What filters are made from, all powers over N0, and the memory it takes.
class LmmseDesign {
 public:
  explicit LmmseDesign(const PilotGrid& pilots);

  ChannelPrior prior;        // of all users
  std::vector<double> seen;  // [n_user] share of a user's power in the samples: 0 on another comb
  double noise_var = 1.0;    // of a sample

  // A Cholesky factor of R_pp + s2 I of the samples of one window. The pilots of all users on the comb count: their
  // codes need not stay orthogonal over a channel that varies between subcarriers.
  void factorise();

 private:
  friend class UserFilter;
  // The samples of one window as a user sends them.
  struct Sent {
    std::vector<int> subcarrier;
    std::vector<std::complex<double>> code;
  };
  void correlate(int user);  // sets correlation_

  FilterWindow window_;
  double scs_hz_;
  std::vector<Sent> sent_;                         // [user]
  std::vector<std::complex<double>> correlation_;  // E[h(k + d) h(k)*] over d = 0, 1, ... subcarriers
  ComplexRows factor_, solved_, phasors_;
};

// W = R_ap (R_pp + s2 I)^-1 of one user for every subcarrier of a window.
class UserFilter {
 public:
  // By a design that is factorised.
  void make(LmmseDesign& design, int user);

  // The filter for 16 subcarriers of a range.
  void block(const PilotGrid& pilots, const SubcarrierRange& range, std::size_t block, BlockFilter& filter) const;

 private:
  ComplexRows weights_;       // [sample of the window][subcarrier of the window]
  std::vector<double> held_;  // [subcarrier of the window] what of E|h|^2 the estimate holds
};

}  // namespace ohmimo
