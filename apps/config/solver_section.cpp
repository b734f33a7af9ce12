#include "apps/config/solver_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "detector/registry.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace solver(Config& config) {
  return &(config.solver.*member);
}

FieldPlace detector_names_place(Config& config) {
  return &config.detector.names;
}

template <class Words>
std::string form_of(const Words& words) {
  return joined_words(words, "|", "|");
}

void check_detectors(const Config& config) {
  const std::vector<std::string>& names = config.detector.names;
  require(!names.empty(), "detector", "at least one name", "none");
  for (auto name = names.begin(); name != names.end(); ++name) {
    require(std::find(names.begin(), name, *name) == name, "detector", "named once each", *name);
    // Zero forcing inverts H^H H, which has rank min(rx, users).
    if (detector_row(*name).needs_users_le_rx)
      require(config.link.n_user <= config.link.n_rx, "users",
              fmt::format("<= rx = {} for detector {}", config.link.n_rx, *name), config.link.n_user);
  }
}

}  // namespace

std::vector<Field> solver_fields() {
  using S = SolverSection;
  return {
      {.section = "detector",
       .name = "detector",
       .form = fmt::format("{}", fmt::join(detector_names(), "|")),
       .help = "one or several, separated by commas",
       .place = detector_names_place,
       .listed = true},
      {.section = "solver",
       .name = "cycles",
       .form = "N,N,...",
       .help = "refinement cycles reported by rram-*",
       .place = solver<&S::cycles>},
      {.section = "solver",
       .name = "stages",
       .form = "N|auto",
       .help = "BlockAMC stages of rram-*; auto: arrays of at most 4 rows",
       .place = solver<&S::stages>,
       .automatic = -1},
      {.section = "solver",
       .name = "word-bits",
       .form = "N",
       .help = "high-precision word of rram-*: 6, 9, ..., 24 bits",
       .place = solver<&S::word_bits>},
      {.section = "solver",
       .name = "fidelity",
       .form = form_of(rram::fidelity_words),
       .help = "how much of the hardware is simulated",
       .place = solver<&S::fidelity>,
       .listed = true},
      {.section = "solver",
       .name = "schur",
       .form = "auto|" + form_of(rram::schur_words),
       .help = "Schur complement of BlockAMC; reuse as in the paper",
       .place = solver<&S::schur>,
       .listed = true},
      {.section = "solver",
       .name = "mapping",
       .form = form_of(rram::mapping_words),
       .help = "matrix to conductances: per matrix, or fixed m and n",
       .place = solver<&S::mapping>,
       .listed = true},
      {.section = "solver",
       .name = "block-product",
       .form = form_of(rram::block_product_words),
       .help = "precision of the products inside BlockAMC",
       .place = solver<&S::block_product>,
       .listed = true},
      {.section = "solver",
       .name = "refinement",
       .form = form_of(rram::refinement_words),
       .help = "cycles of rram-*: as in the paper, accelerated, or by prediction",
       .place = solver<&S::refinement>,
       .listed = true},
      {.section = "solver",
       .name = "equilibrate",
       .form = "",
       .help = "scale users of unequal power to a unit diagonal, undone afterwards",
       .place = solver<&S::equilibrate>},
      {.section = "solver",
       .name = "hp-path",
       .form = form_of(rram::hp_path_words),
       .help = "high-precision products: exact, or cells read line by line",
       .place = solver<&S::hp_path>,
       .listed = true},
  };
}

void check_solver(const Config& config) {
  check_detectors(config);
  const SolverSection& solver = config.solver;
  require(!solver.cycles.empty(), "cycles", "at least one number", "none");
  for (const int cycle : solver.cycles) require_range("cycles", cycle, 1, 100);
  const auto fall = std::adjacent_find(solver.cycles.begin(), solver.cycles.end(), std::greater_equal<>());
  require(fall == solver.cycles.end(), "cycles", "ascending", fmt::format("{}", fmt::join(solver.cycles, ",")));
  const int most = rram::most_stages(2 * config.link.n_user);  // rows of the real matrix
  require(solver.stages >= -1 && solver.stages <= most, "stages",
          fmt::format("auto or from 0 to {} for {} users", most, config.link.n_user), solver.stages);
  const rram::IntRange words = rram::word_bits_range;
  require(words.holds(solver.word_bits) && solver.word_bits % usual_solver().slice_bits == 0, "word-bits",
          fmt::format("a multiple of {} from {} to {}", usual_solver().slice_bits, words.low, words.high),
          solver.word_bits);
}

}  // namespace ohmimo
