#include "rram/cells/write_verify.hpp"

#include <algorithm>
#include <cmath>

namespace ohmimo::rram {
namespace {

struct Window {
  double low_S, high_S;
  bool holds(double g_S) const { return g_S >= low_S && g_S <= high_S; }
  double centre_S() const { return 0.5 * (low_S + high_S); }
};

Window window_of(const LevelLaw& law) {
  return {law.quantile_S.front(), law.quantile_S.back()};
}

// One cell under its pulses.
class Cell {
 public:
  Cell(const WritePulses& pulses, WriteCount& count) : pulses_(pulses), count_(count) {}

  double g_S() const { return g_S_; }

  // A pulse that leaves the cell at g_S. Its energy is that of the mean conductance before and after.
  void set(double g_S) {
    ++count_.set_pulses;
    pulse(pulses_.set_V, g_S);
  }
  void reset(double g_S) {
    ++count_.reset_pulses;
    pulse(pulses_.reset_V, g_S);
  }

  bool verify(const Window& window) {
    ++count_.verifies;
    count_.time_s += pulses_.verify_s;
    count_.energy_J += pulses_.verify_V * pulses_.verify_V * g_S_ * pulses_.verify_s;
    return window.holds(g_S_);
  }

 private:
  void pulse(double volt_V, double g_S) {
    const double reached_S = std::max(g_S, 0.0);
    count_.time_s += pulses_.pulse_s;
    count_.energy_J += volt_V * volt_V * 0.5 * (g_S_ + reached_S) * pulses_.pulse_s;
    g_S_ = reached_S;
  }

  const WritePulses& pulses_;
  WriteCount& count_;
  double g_S_ = 0.0;
};

}  // namespace

WriteCount& WriteCount::operator+=(const WriteCount& other) {
  cells += other.cells;
  set_pulses += other.set_pulses;
  reset_pulses += other.reset_pulses;
  verifies += other.verifies;
  failed += other.failed;
  time_s += other.time_s;
  energy_J += other.energy_J;
  return *this;
}

double write_verify(const DeviceModel& device, std::size_t k, RngStream& stream, WriteCount& count) {
  const WritePulses& pulses = *device.write;
  const Window low = window_of(device.level.front());
  const Window window = window_of(device.level[k]);
  const double width_S = window.high_S - window.low_S;
  Cell cell(pulses, count);
  ++count.cells;
  // The strong reset lands about the lowest window, with a sigma of half its width.
  cell.reset(low.centre_S() + 0.5 * (low.high_S - low.low_S) * stream.normal());
  if (k > 0) cell.set(window.centre_S() + pulses.coarse_sigma_S * stream.normal());
  double step_S = pulses.fine_step * width_S;
  for (int fine = 0; !cell.verify(window); ++fine) {
    if (fine == pulses.limit) {
      ++count.failed;
      break;
    }
    const bool up = cell.g_S() < window.low_S;
    const double wanted_S = std::abs(window.centre_S() - cell.g_S());
    const double moved_S = step_S * std::max(1.0 + pulses.step_sigma * stream.normal(), 0.0);
    if (up)
      cell.set(cell.g_S() + moved_S);
    else
      cell.reset(cell.g_S() - moved_S);
    const bool overshot = up ? cell.g_S() > window.high_S : cell.g_S() < window.low_S;
    if (overshot)
      step_S *= pulses.shrink;
    else if (moved_S < 0.5 * wanted_S)
      step_S *= pulses.grow;
  }
  return cell.g_S();
}

}  // namespace ohmimo::rram
