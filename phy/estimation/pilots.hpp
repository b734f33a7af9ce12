// The pilots of all users in one slot: where they stand and what they are.
#pragma once
#include <complex>
#include <string>
#include <vector>

#include "phy/estimation/pilot_config.hpp"
#include "phy/grid/slot_grid.hpp"

namespace ohmimo {

// What tells the pilots of a user from those of others. Users on one comb share its subcarriers and differ by codes.
struct UserPilots {
  int comb = 0;
  std::vector<std::complex<float>> frequency_code;  // [subcarriers of a comb in a period], |.| = 1
  std::vector<float> time_code;                     // [symbols of a position], +1 or -1

  bool operator==(const UserPilots&) const = default;
};

// Pilots stand in `positions` of `length` symbols each. Subcarriers of a comb repeat with a period, over which the
// codes of its users are orthogonal; every subcarrier belongs to one comb, so pilot symbols carry no data.
//
// nr:  DM-RS of PUSCH, slot 0; users take the ports in order. A comb is a CDM group.
// dft: not NR. One comb of all subcarriers; users differ by cyclic shifts exp(-j 2 pi shift k / period), as far apart
// as
//      they fit. The period is the smallest divisor of 12 that holds users / length, beyond 12 the smallest divisor of
//      all subcarriers; with two symbols every other user has the time code +1, -1.
class PilotGrid {
 public:
  // Throws std::invalid_argument for settings that the standard does not define, and for more users than there are
  // ports, naming what would do.
  PilotGrid(const SlotGrid& grid, const PilotConfig& config, int n_user);

  const SlotGrid& grid() const { return grid_; }
  const PilotConfig& config() const { return config_; }
  int n_user() const { return static_cast<int>(users_.size()); }

  const std::vector<int>& symbols() const { return symbols_; }  // of the slot, ascending
  bool is_pilot(int symbol) const { return place_of(symbol) >= 0; }
  // What a user sends on a subcarrier of a pilot symbol; 0 where it is silent.
  std::complex<float> value(int user, int symbol, int subcarrier) const;
  // Ep: energy of a user over one period and one position, of which one least-squares estimate is made.
  double energy() const { return power_ * static_cast<double>(combs_.front().size()) * length_; }
  // Share of the slot's symbols that carry pilots instead of data.
  double overhead() const { return static_cast<double>(symbols_.size()) / grid_.n_symbol; }

  // For estimators.
  int n_position() const { return static_cast<int>(symbols_.size()) / length_; }
  int length() const { return length_; }
  int period() const { return period_; }
  const std::vector<std::vector<int>>& combs() const { return combs_; }  // subcarriers of each comb in a period
  const UserPilots& user(int u) const { return users_[u]; }
  double power() const { return power_; }  // of a pilot over a data symbol
  // The pilot before codes, |.|^2 = power. pilot counts symbols().
  std::complex<float> base(std::size_t pilot, int subcarrier) const {
    return base_[pilot * grid_.n_subcarrier() + subcarrier];
  }

 private:
  void place_nr_users(int n_user);
  void place_dft_users(int n_user);
  void make_base();
  int place_of(int symbol) const;

  SlotGrid grid_;
  PilotConfig config_;
  std::vector<int> symbols_;
  int length_ = 1, period_ = 1;
  double power_ = 1.0;
  std::vector<std::vector<int>> combs_;
  std::vector<UserPilots> users_;
  std::vector<std::complex<float>> base_;  // [symbol][subcarrier]
  std::vector<int> comb_index_;            // [period] place of a subcarrier within its comb
  std::vector<int> comb_of_;               // [period]
};

}  // namespace ohmimo
