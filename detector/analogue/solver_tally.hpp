// What the solver of an analogue detector did over many frames.
#pragma once
#include <cstdint>
#include <memory>

#include "rram/solve_report.hpp"

namespace ohmimo::rram {
struct Trouble;  // rram/remedy.hpp
}

namespace ohmimo {

// How the solves of an analogue detector ended, counted per vector, and the operations of the modelled hardware.
struct SolverTally {
  std::uint64_t systems = 0;  // matrices programmed; of a fixed channel the same one again for every frame
  std::uint64_t vectors = 0;  // right-hand sides solved
  std::uint64_t diverged = 0, saturated = 0, unstable = 0, not_finite = 0;
  rram::ReadCount hp_reads;  // of the analogue HP-MVM, where it is simulated
  rram::OperationCount ops;
  std::shared_ptr<const rram::Trouble> diverged_first;  // the first vector that diverged, with its matrix; null if none

  SolverTally& operator+=(const SolverTally& other);
};

}  // namespace ohmimo
