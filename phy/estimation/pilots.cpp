#include "phy/estimation/pilots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "phy/estimation/gold_sequence.hpp"
#include "phy/grid/dmrs.hpp"

namespace ohmimo {
namespace {

// What would hold so many users.
std::string remedy(int n_user) {
  struct Setting {
    int type, length;
  };
  for (const Setting& s : {Setting{1, 1}, Setting{2, 1}, Setting{1, 2}, Setting{2, 2}})
    if (n_user <= dmrs_port_count(s.type, s.length))
      return fmt::format("{} users need dmrs-type {} with dmrs-symbols {}, or pilots dft", n_user, s.type, s.length);
  return fmt::format("{} users need pilots dft", n_user);
}

// Smallest divisor of 12 that is n or more, beyond 12 of all subcarriers; 0 if there is none.
int dft_period(int n, int n_subcarrier) {
  for (int period = n; period <= n_subcarrier; ++period)
    if ((period <= 12 ? 12 : n_subcarrier) % period == 0) return period;
  return 0;
}

}  // namespace

PilotGrid::PilotGrid(const SlotGrid& grid, const PilotConfig& config, int n_user)
    : grid_(grid), config_(config), length_(config.dmrs_symbols) {
  check_slot_grid(grid);
  if (n_user < 1) throw std::invalid_argument(fmt::format("users must be at least 1, got {}", n_user));
  if (config.scrambling_id < 0 || config.scrambling_id > 65535)
    throw std::invalid_argument(
        fmt::format("dmrs scrambling id must be from 0 to 65535, got {}", config.scrambling_id));
  const DmrsTiming timing = {config.first_symbol, config.additional, config.dmrs_symbols};
  for (const int first : dmrs_positions(grid.n_symbol, timing))
    for (int l = 0; l < length_; ++l) symbols_.push_back(first + l);
  config.kind == PilotKind::nr ? place_nr_users(n_user) : place_dft_users(n_user);
  comb_index_.resize(period_);
  comb_of_.resize(period_);
  for (std::size_t c = 0; c < combs_.size(); ++c)
    for (std::size_t k = 0; k < combs_[c].size(); ++k) {
      comb_index_[combs_[c][k]] = static_cast<int>(k);
      comb_of_[combs_[c][k]] = static_cast<int>(c);
    }
  make_base();
}

void PilotGrid::place_nr_users(int n_user) {
  const std::vector<DmrsPort> ports = dmrs_ports(config_.dmrs_type);
  const int most = dmrs_port_count(config_.dmrs_type, length_);
  if (n_user > most)
    throw std::invalid_argument(fmt::format("users must be <= {} for dmrs-type {} with dmrs-symbols {}, got {}: {}",
                                            most, config_.dmrs_type, length_, n_user, remedy(n_user)));
  period_ = dmrs_period(config_.dmrs_type);
  power_ = dmrs_groups_without_data(config_.dmrs_type);
  for (int group = 0; group < dmrs_groups_without_data(config_.dmrs_type); ++group) {
    const auto of_group = [&](const DmrsPort& port) { return port.cdm_group == group; };
    const int delta = std::ranges::find_if(ports, of_group)->delta;
    combs_.push_back({delta, delta + dmrs_spacing(config_.dmrs_type)});
  }
  for (int u = 0; u < n_user; ++u) {
    const DmrsPort& port = ports[u];
    const auto [f0, f1] = port.frequency_code;
    UserPilots user = {port.cdm_group, {static_cast<float>(f0), static_cast<float>(f1)}, {}};
    for (int l = 0; l < length_; ++l) user.time_code.push_back(static_cast<float>(port.time_code[l]));
    users_.push_back(std::move(user));
  }
}

void PilotGrid::place_dft_users(int n_user) {
  const int n_shift = (n_user + length_ - 1) / length_;
  period_ = dft_period(n_shift, grid_.n_subcarrier());
  if (period_ == 0)
    throw std::invalid_argument(
        fmt::format("users must be <= {} for pilots dft with dmrs-symbols {} on {} subcarriers, got {}",
                    length_ * grid_.n_subcarrier(), length_, grid_.n_subcarrier(), n_user));
  combs_.emplace_back(period_);
  std::iota(combs_[0].begin(), combs_[0].end(), 0);
  for (int u = 0; u < n_user; ++u) {
    UserPilots user;
    const int shift = (u / length_) * period_ / n_shift;
    for (int k = 0; k < period_; ++k) {
      const double turn = -2.0 * std::numbers::pi * ((shift * k) % period_) / period_;
      user.frequency_code.push_back(std::complex<float>(std::polar(1.0, turn)));
    }
    for (int l = 0; l < length_; ++l) user.time_code.push_back(u % length_ == 1 && l == 1 ? -1.f : 1.f);
    users_.push_back(std::move(user));
  }
}

// r(2n + k') in the order of 6.4.1.1.3: every comb carries the same sequence.
void PilotGrid::make_base() {
  const int n_subcarrier = grid_.n_subcarrier(), n_comb_subcarrier = static_cast<int>(combs_.front().size());
  const float amplitude = static_cast<float>(std::sqrt(power_));
  for (const int symbol : symbols_) {
    const std::vector<std::complex<float>> r =
        dmrs_sequence(dmrs_c_init(0, symbol, config_.scrambling_id), n_subcarrier / period_ * n_comb_subcarrier);
    for (int k = 0; k < n_subcarrier; ++k)
      base_.push_back(amplitude * r[k / period_ * n_comb_subcarrier + comb_index_[k % period_]]);
  }
}

int PilotGrid::place_of(int symbol) const {
  const auto place = std::ranges::find(symbols_, symbol);
  return place == symbols_.end() ? -1 : static_cast<int>(place - symbols_.begin());
}

std::complex<float> PilotGrid::value(int user, int symbol, int subcarrier) const {
  const int pilot = place_of(symbol), place = subcarrier % period_;
  const UserPilots& own = users_[user];
  if (pilot < 0 || comb_of_[place] != own.comb) return 0.f;
  return base(pilot, subcarrier) * own.frequency_code[comb_index_[place]] * own.time_code[pilot % length_];
}

}  // namespace ohmimo
