// The arrays of a programmed system in siemens and volts (ProgrammedSystem::arrays, first_operations).
#pragma once
#include "rram/inversion/block_inverse.hpp"

namespace ohmimo::rram {

// The slices of the high-precision copy, the lowest first; none where they are not held as conductances.
std::vector<ProgrammedArray> slice_dump(const BitSlicedMatrix& copy, const DeviceModel& device);

std::vector<ProgrammedArray> array_dump(const BlockInverse& inverse, const DeviceModel& device);

// What each use of an inversion array in one solve put on its terminals.
std::vector<ArrayOperation> visit_voltages(const BlockInverse& inverse, const std::vector<TileVisit>& visits,
                                           const SolverConfig& config);

}  // namespace ohmimo::rram
