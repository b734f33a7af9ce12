// The configuration beside the results of a run, so that the run can be made again, and one line where it takes the
// place of another run's.
#pragma once
#include <filesystem>
#include <string>

#include "apps/config/config.hpp"

namespace ohmimo {

// What the file at this path, written by record_config(), has other than heading and config, of all that can change a
// result: "other snr, seed", "other options" for another heading, "unreadable"; "" if nothing, or if there is no file.
std::string differences_of_record(const std::filesystem::path& file, const std::string& heading, const Config& config);

// Writes heading (empty, or one line starting with #) and configuration as TOML. If there is that of another run, says
// on standard error that its results are being replaced.
void record_config(const std::filesystem::path& file, const std::string& heading, const Config& config);

}  // namespace ohmimo
