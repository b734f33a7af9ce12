// What `ohmimo verify rram` measures. A new line is one more Check in the function of its group; a new group is one
// more function here and in rram_check_groups().
#pragma once
#include <armadillo>
#include <vector>

#include "apps/studies/verify/check_group.hpp"
#include "rram/cells/device.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> rram_check_groups();

// Every group in turn. What must hold is data or a matrix, so that a planted error can be handed in where it says so.
std::vector<Check> arithmetic_checks(const VerifyOptions& options);
std::vector<Check> device_checks(const rram::DeviceModel& device, const VerifyOptions& options);
std::vector<Check> example_checks(const arma::mat& matrix, const VerifyOptions& options);  // the 4x4 example
std::vector<Check> block_checks(const VerifyOptions& options);
std::vector<Check> radius_checks(const VerifyOptions& options);
std::vector<Check> refinement_checks(const VerifyOptions& options);
std::vector<Check> wire_checks(const VerifyOptions& options);
std::vector<Check> circuit_checks(const VerifyOptions& options);
std::vector<Check> spice_checks(const VerifyOptions& options);
std::vector<Check> detection_checks(const VerifyOptions& options);
std::vector<Check> cost_checks(const VerifyOptions& options);
std::vector<Check> status_checks(const VerifyOptions& options);

}  // namespace ohmimo::verify
