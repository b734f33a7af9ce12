// The programming error of a device as one number, and a device whose programming error is one given number: for
// questions about devices that nobody has measured.
#pragma once
#include "rram/cells/device.hpp"

namespace ohmimo::rram {

// The same device with one Gaussian programming error at every level in place of its law (cells are clamped at 0 S).
// Its levels may then be changed within their range. Throws std::invalid_argument unless sigma_S is > 0 and finite.
DeviceModel with_gaussian_error(const DeviceModel& device, double sigma_S);

// Root mean square distance of programmed cells from their targets, all levels equally likely. A Gaussian law is taken
// without its clamp at 0 S.
double programming_error_S(const DeviceModel& device);

}  // namespace ohmimo::rram
