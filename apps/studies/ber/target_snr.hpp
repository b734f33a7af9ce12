// The SNR at which a curve of a run meets a bit error rate, found between its points.
#pragma once
#include <optional>
#include <vector>

#include "apps/studies/ber/ber_rows.hpp"

namespace ohmimo::ber {

struct TargetSnr {
  double snr_db = 0.0;                    // in the definition of the run
  std::optional<double> low_db, high_db;  // from the 95 % intervals of the two points; missing: not between them
  double between_low_db = 0.0, between_high_db = 0.0;  // the two points
};

// The first crossing downwards, between points with errors. Where the closed form of the curve is known, the logarithm
// of BER over closed form is taken as linear in dB between the points. Elsewhere log BER is a parabola through the two
// points that bends as the points beside them do, and the interval grows by its distance from a straight line. Of two
// points alone it has no ends, nor of two farther apart than plot::widest_step_db(). No value where no two points lie
// around the target.
std::optional<TargetSnr> target_snr(const Run& run, std::size_t curve, const std::vector<BerRow>& rows,
                                    double target_ber);

// The rows of a coded run with the intervals of their blocks in place of those of bits, and no closed form.
std::vector<BerRow> by_blocks(std::vector<BerRow> rows);

}  // namespace ohmimo::ber
