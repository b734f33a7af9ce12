// The closed form behind the rows of a ber.csv, found again from what the rows hold.
#pragma once
#include <functional>
#include <span>

#include "apps/plot/rows.hpp"
#include "phy/units.hpp"

namespace ohmimo::ber {

// BER over SNR in dB of that definition for the detector and the system of these rows, whose theory_ber must not be
// empty. Empty if the form does not give the values that the rows hold, to 1e-4: they are of another program then.
std::function<double(double snr_db)> row_theory(const plot::Rows& rows, std::span<const std::size_t> places,
                                                SnrKind kind);

}  // namespace ohmimo::ber
