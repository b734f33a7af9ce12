#include "detector/registry.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "detector/analogue/analogue.hpp"
#include "detector/gram.hpp"
#include "detector/linear/linear.hpp"
#include "detector/linear/mrc.hpp"
#include "detector/linear/reference.hpp"

namespace ohmimo {
namespace {

template <LinearKind kind>
std::unique_ptr<GramDetector> linear_gram(const DetectorConfig& config) {
  return make_linear(kind, config.output);
}
template <LinearKind kind>
std::unique_ptr<Detector> linear_antenna(const DetectorConfig& config) {
  return make_linear_in_antenna_domain(kind, config.output);
}
template <LinearKind kind>
std::unique_ptr<Detector> reference(const DetectorConfig&) {
  return make_reference(kind);
}
template <LinearKind kind>
std::unique_ptr<GramDetector> analogue(const DetectorConfig& config) {
  return make_analogue(kind, config.solver, config.cycles, config.output, config.error_scale);
}

constexpr DetectorRow rows[] = {
    {.name = "mrc",
     .make_gram = [](const DetectorConfig&) { return make_mrc(); },
     .law_of_one_user = TheoryLaw::zero_forcing,
     .soft = true},
    {.name = "zf",
     .make_gram = linear_gram<LinearKind::zf>,
     .make_antenna = linear_antenna<LinearKind::zf>,
     .law = TheoryLaw::zero_forcing,
     .law_of_one_user = TheoryLaw::zero_forcing,
     .needs_users_le_rx = true,
     .soft = true},
    {.name = "mmse",
     .make_gram = linear_gram<LinearKind::mmse>,
     .make_antenna = linear_antenna<LinearKind::mmse>,
     .law = TheoryLaw::mmse,
     .law_of_one_user = TheoryLaw::zero_forcing,
     .adds_noise_to_gram = true,
     .soft = true},
    // Shrunk estimates, on which a plain slicer decides wrongly: no law, no soft bits.
    {.name = "mmse-biased",
     .make_gram = linear_gram<LinearKind::mmse_biased>,
     .make_antenna = linear_antenna<LinearKind::mmse_biased>,
     .adds_noise_to_gram = true},
    {.name = "reference",
     .make_antenna = reference<LinearKind::zf>,
     .law = TheoryLaw::zero_forcing,
     .law_of_one_user = TheoryLaw::zero_forcing,
     .needs_users_le_rx = true,
     .soft = true},
    {.name = "reference-mmse",
     .make_antenna = reference<LinearKind::mmse>,
     .law = TheoryLaw::mmse,
     .law_of_one_user = TheoryLaw::zero_forcing,
     .adds_noise_to_gram = true,
     .soft = true},
    {.name = "rram-zf",
     .make_gram = analogue<LinearKind::zf>,
     .counterpart = "zf",
     .law = TheoryLaw::zero_forcing,
     .law_of_one_user = TheoryLaw::zero_forcing,
     .needs_users_le_rx = true,
     .soft = true},
    {.name = "rram-mmse",
     .make_gram = analogue<LinearKind::mmse>,
     .counterpart = "mmse",
     .law = TheoryLaw::mmse,
     .law_of_one_user = TheoryLaw::zero_forcing,
     .adds_noise_to_gram = true,
     .soft = true},
};

constexpr const DetectorRow* find(std::string_view name) {
  const auto row = std::ranges::find(rows, name, &DetectorRow::name);
  return row == std::end(rows) ? nullptr : row;
}

static_assert(std::ranges::all_of(rows, [](const DetectorRow& row) { return row.make_gram || row.make_antenna; }),
              "every detector has a maker");
static_assert(std::ranges::all_of(rows, [](const DetectorRow& row) { return find(row.name) == &row; }),
              "every name stands once");
static_assert(std::ranges::all_of(rows,
                                  [](const DetectorRow& row) {
                                    return !row.is_analogue() ||
                                           (find(row.counterpart) && !find(row.counterpart)->is_analogue());
                                  }),
              "a counterpart is a digital detector of the table");

}  // namespace

std::span<const DetectorRow> detector_rows() {
  return rows;
}

const DetectorRow& detector_row(std::string_view name) {
  if (const DetectorRow* row = find(name)) return *row;
  std::string list;
  for (const DetectorRow& row : rows) list += (list.empty() ? "" : ", ") + std::string(row.name);
  throw std::invalid_argument("detector must be one of " + list + ", got '" + std::string(name) + "'");
}

std::vector<std::string_view> detector_names() {
  std::vector<std::string_view> names;
  for (const DetectorRow& row : rows) names.push_back(row.name);
  return names;
}

std::vector<std::string_view> analogue_names() {
  std::vector<std::string_view> names = detector_names();
  std::erase_if(names, [](std::string_view name) { return !is_analogue(name); });
  return names;
}

bool is_analogue(std::string_view detector) {
  return detector_row(detector).is_analogue();
}

TheoryLaw theory_law(std::string_view detector, int n_user) {
  const DetectorRow& row = detector_row(detector);
  return n_user == 1 ? row.law_of_one_user : row.law;
}

std::unique_ptr<GramDetector> make_gram_detector(const DetectorConfig& config) {
  const DetectorRow& row = detector_row(config.name);
  return row.make_gram ? row.make_gram(config) : nullptr;
}

std::unique_ptr<Detector> make_detector(const DetectorConfig& config) {
  const DetectorRow& row = detector_row(config.name);
  return row.make_antenna ? row.make_antenna(config) : with_gram(row.make_gram(config));
}

}  // namespace ohmimo
