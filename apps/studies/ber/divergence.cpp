#include "apps/studies/ber/divergence.hpp"

#include <fmt/format.h>

#include "rram/remedy.hpp"

namespace ohmimo::ber {

std::string divergence_advice(const SolverTally& tally, const rram::SolverConfig& solver, int last_cycle) {
  if (!tally.diverged_first) return "";
  rram::SolverConfig config = solver;
  config.cycles = last_cycle;
  const std::optional<rram::Remedy> remedy = rram::find_remedy(*tally.diverged_first, config);
  if (!remedy)
    return "refinement diverged; on the first such vector fcg, --equilibrate, --stages 0, --schur exact and ten times "
           "the cycles were tried and do not converge";
  return fmt::format(
      "refinement diverged; {} converges on the first such vector (tried: residual {:.2g} after {} "
      "cycle(s))",
      remedy->flags, remedy->relative_residual, remedy->cycles);
}

}  // namespace ohmimo::ber
