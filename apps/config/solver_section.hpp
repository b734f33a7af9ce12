// [detector] and [solver]: which detectors see the frames, and the algorithm of the analogue ones.
#pragma once
#include <string>
#include <vector>

#include "rram/solver_config.hpp"

namespace ohmimo {

struct DetectorSection {
  std::vector<std::string> names = {"zf", "rram-zf"};

  bool operator==(const DetectorSection&) const = default;
};

// What the solver does where nothing is asked for, made once.
inline const rram::SolverConfig& usual_solver() {
  static const rram::SolverConfig usual;
  return usual;
}

// The words are those of rram/solver_config.hpp and rram/cells/mapping.hpp.
struct SolverSection {
  std::vector<int> cycles = {1, 2, 3};
  int stages = -1;  // -1 = automatic: rram::automatic_stages()
  int word_bits = usual_solver().word_bits;
  std::string fidelity = "converter";
  std::string schur = "auto";  // exact for fidelity exact, else reuse
  std::string mapping{word_of_value(rram::mapping_words, usual_solver().mapping.kind)};
  std::string block_product{word_of_value(rram::block_product_words, usual_solver().block_product)};
  std::string refinement{word_of_value(rram::refinement_words, usual_solver().refinement)};
  bool equilibrate = usual_solver().equilibrate;
  std::string hp_path{word_of_value(rram::hp_path_words, usual_solver().hp_path)};

  bool operator==(const SolverSection&) const = default;
};

}  // namespace ohmimo
