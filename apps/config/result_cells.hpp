// What a configuration says of the rows of its run, for the columns that all tables share (apps/results/columns.hpp).
#pragma once
#include <string>

#include "apps/config/run.hpp"
#include "apps/results/columns.hpp"

namespace ohmimo {

SystemCells system_cells(const Config& config);
// user_gain_db: of one user over the mean of all; the SNR of all users together does not depend on it.
SnrCells snr_cells(const Config& config, double es_n0_user_db, double user_gain_db = 0.0);
OriginCells origin_cells(const RunId& id);

// Small print of pictures: the settings of the analogue detectors; "" where there are none.
std::string solver_detail(const Config& config);

}  // namespace ohmimo
