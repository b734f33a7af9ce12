// The table of a BER run on the terminal: one line per curve and point on standard output, and while a point runs a
// live line on standard error (plain lines every 10 s when that is not a terminal).
#pragma once
#include <chrono>

#include "apps/commands/ber.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/studies/ber/ber_rows.hpp"
#include "apps/text/text_columns.hpp"

namespace ohmimo {

// Matrices that n_point points of one fixed channel write to their devices: every frame finds those of the first, but
// the matrix of MMSE has the noise of the point in it.
std::uint64_t matrices_of_fixed_channel(std::string_view detector, std::uint64_t n_point);

class BerConsole {
 public:
  explicit BerConsole(const Run& run);

  void header() const;
  void begin_point(std::size_t index);
  void progress(const PointResult& so_far, double fraction);
  void end_point(const std::vector<ber::BerRow>& rows);
  // After the last point: points left out, and the SNR at which each curve meets the target.
  void end(const std::vector<ber::BerRow>& rows, const BerOutput& output) const;
  // What the analogue solver reported over the run: divergence and non-finite solves are never passed over in silence.
  void solver_summary(const std::vector<ber::BerRow>& rows) const;
  // Most memory the process ever held.
  void memory() const;

 private:
  void show_blocks(const PointResult& so_far, double fraction);
  void print_targets(std::string_view rate, double target, const std::vector<ber::BerRow>& rows) const;
  double seconds_left(const PointResult& so_far, double fraction) const;

  const Run& run_;
  std::vector<std::size_t> shown_;  // columns that fit the terminal
  std::vector<double> work_;        // of each point: bits per error by the closed form, where there is one
  std::size_t index_ = 0;
  std::size_t rough_ = 0;  // rows whose interval rests on few bad units
  ProgressLine line_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace ohmimo
