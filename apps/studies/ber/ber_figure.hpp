// The BER picture of a run: measured curves, closed forms, published points.
#pragma once
#include <filesystem>
#include <vector>

#include "apps/studies/ber/ber_rows.hpp"

namespace ohmimo::ber {

// Writes <stem>.png and <stem>.svg (ber_plot.hpp).
void write_ber_figure(const Run& run, const std::vector<BerRow>& rows, const std::filesystem::path& stem);

}  // namespace ohmimo::ber
