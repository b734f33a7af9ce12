// The arrays of a programmed system in siemens and volts (ProgrammedSystem::arrays, first_operations).
#pragma once
#include "rram/inversion/block_inverse.hpp"

namespace ohmimo::rram {

// Of the high-precision copy: its slices, from the lowest; none where they are not held as conductances.
std::vector<ProgrammedArray> slice_dump(const BitSlicedMatrix& copy, const DeviceModel& device);

std::vector<ProgrammedArray> array_dump(const BlockInverse& inverse, const DeviceModel& device);

// The visits of one solve of inverse.
std::vector<ArrayOperation> visit_voltages(const BlockInverse& inverse, const std::vector<TileVisit>& visits,
                                           const SolverConfig& config);

}  // namespace ohmimo::rram
