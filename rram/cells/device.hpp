// What RRAM cells conduct: the law of every level after programming, what time and reading add, and the pulses that
// write a cell. Models are read from tables in data/devices; each table names its sources and grades what is assumed.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phy/rng.hpp"
#include "rram/numbers/int_range.hpp"

namespace ohmimo::rram {

inline constexpr int n_level = 8;  // 3 bits per cell: the chip of Zuo et al. 2025
inline constexpr IntRange level_counts = {2, 256};

// Steps between levels in one unit of cell values (programming.hpp): the highest level is 7/8 of the unit.
constexpr double steps_per_unit(int levels) {
  return (levels - 1) * 8.0 / 7.0;
}

enum class LawKind {
  quantiles,  // bounded: what a write-verify loop leaves inside its window
  gaussian    // additive, clamped at 0 S
};

// Conductance after programming one level.
struct LevelLaw {
  std::array<double, 5> quantile_S{};  // of quantiles: at probabilities 0, 0.1, 0.5, 0.9, 1
  double sigma_S = 0.0;                // of gaussian

  // Inverse of the piecewise linear distribution function through the quantiles; u in [0, 1].
  double conductance_S(double u) const;
};

// Standard deviation as a polynomial of the conductance: max(sum_k c_k (g / unit)^k, 0), c in S.
struct SigmaLaw {
  std::array<double, 5> coefficient_S{};
  double unit_S = 1e-6;
  double at(double g_S) const;
};

// Spread and shift since programming. Between the times of two points both are linear in ln t; before the first point
// and after the last they are constant.
struct RelaxationLaw {
  struct Point {
    double time_s = 0.0;
    double shift_S = 0.0;
    SigmaLaw sigma;
  };
  std::vector<Point> point;        // times ascending; empty = the table gives none
  bool holds_programming = false;  // sigma includes the programming error, which is the sigma of the first point
  double shift_S(double age_s) const;
  double sigma_S(double g_S, double age_s) const;  // of what is added to the programmed conductance
};

// sigma = relative g + logarithmic |log10(g / 1 uS)| sqrt(ln((t + t_read) / (2 t_read))), with t the age, at least 1 s.
// sigma is at most g: a reading does not swing by more than the conductance read.
struct ReadNoiseLaw {
  double relative = 0.0;
  double logarithmic_S = 0.0;
  double t_read_s = 1e-6;
  double sigma_S(double g_S, double age_s) const;
};

// Pulses of the write-verify loop (write_verify.hpp).
struct WritePulses {
  double pulse_s = 0.0, verify_s = 0.0;  // widths
  double set_V = 0.0, reset_V = 0.0, verify_V = 0.0;
  double coarse_sigma_S = 0.0;      // spread of the coarse SET pulse about the centre of the window
  double fine_step = 0.0;           // first fine step in widths of the window
  double step_sigma = 0.0;          // relative spread of what one pulse moves
  double grow = 1.0, shrink = 1.0;  // of the step
  int limit = 0;                    // fine pulses before a cell is given up
};

struct DeviceModel {
  LawKind law = LawKind::quantiles;
  double zero_S = 0.0;  // conductance that stands for 0; a bias column or the paired cell takes it off again
  double step_S = 0.0;  // nominal distance of two levels: level k aims at zero_S + k step_S
  double min_S = 0.0, max_S = 0.0;              // range; stuck cells sit at its ends
  std::vector<LevelLaw> level;                  // as many as level_counts allows
  SigmaLaw sigma;                               // gaussian: of the programming error, as a function of the target
  double valid_min_S = 0.0, valid_max_S = 0.0;  // gaussian: targets the fit was made for
  RelaxationLaw relaxation;
  ReadNoiseLaw read_noise;
  std::optional<WritePulses> write;

  double target_S(std::size_t k) const { return zero_S + static_cast<double>(k) * step_S; }

  double unit_S() const { return step_S * steps_per_unit(static_cast<int>(level.size())); }  // of cell values

  // One cell after programming level k: one uniform draw (quantiles) or one normal draw (gaussian).
  double programmed_S(std::size_t k, RngStream& stream) const;
};

// The same device with another number of levels, spread evenly over another range. Throws std::invalid_argument unless
// the count is 2 to 256 and the range lies within the one the fit is valid for, or if the levels were measured one by
// one (quantiles).
struct LevelRange {
  int n_level = rram::n_level;
  double min_S = 0.0, max_S = 0.0;
};
DeviceModel with_levels(const DeviceModel& device, const LevelRange& range);

// Reads a device table of data/, for example "devices/taox_zuo2025.toml". Throws std::invalid_argument naming table,
// key and value when a key is missing, a number does not fit, quantiles decrease, or there are not 2 to 256 levels.
DeviceModel load_device(std::string_view table_name);

// The same for the text of a table; name is used in messages.
DeviceModel parse_device(std::string_view text, std::string_view name);

inline constexpr std::string_view default_device_name = "taox_zuo2025";  // the TaOx cell of Zuo et al. 2025
// The device of that name, read once.
const DeviceModel& default_device();

}  // namespace ohmimo::rram
