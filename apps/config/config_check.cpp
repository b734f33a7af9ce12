// check(): every rule that a configuration must keep, each with its sentence. Those of one section stand in its file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "apps/config/golden_figure.hpp"
#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

void require_listed(const Field& field, const std::string& value) {
  const std::vector<std::string> words = listed_words(field);
  if (std::find(words.begin(), words.end(), value) == words.end())
    throw std::invalid_argument(fmt::format("{} must be {}{}, got {}{}", field.name, words.size() > 2 ? "one of " : "",
                                            fmt::join(words, words.size() > 2 ? ", " : " or "), in_quotes(value),
                                            suggestion(value, words)));
}

void check_listed_words(Config config) {
  Config defaults;
  for (const Field& field : config_fields()) {
    if (!field.listed) continue;
    const FieldPlace place = field.place(config);
    if (const auto* word = std::get_if<std::string*>(&place))
      if (**word != *std::get<std::string*>(field.place(defaults))) require_listed(field, **word);
    if (const auto* words = std::get_if<std::vector<std::string>*>(&place))
      for (const std::string& word : **words) require_listed(field, word);
  }
}

// One block of 16 channels in complex single precision: H, where it is estimated also the true one, y, and per user x
// and one estimate with its variance per curve.
void check_memory(const Config& config) {
  const LinkSection& link = config.link;
  const double curves = static_cast<double>(config.detector.names.size() * config.solver.cycles.size());
  const double per_vector = link.n_rx + link.n_user * (1.0 + 1.5 * curves);
  const double matrices = csi_spec(config.csi.model).is_perfect() ? 1.0 : 2.0;
  const double megabytes = 16 * 8e-6 * (matrices * link.n_rx * link.n_user + link.vectors_per_channel * per_vector);
  require(megabytes <= 1000.0, "memory of 16 channels of rx, users and vectors-per-channel",
          "at most 1000 MB per thread", fmt::format("{:.0f} MB", megabytes));
}

}  // namespace

void check(const Config& config) {
  check_listed_words(config);
  check_link(config);
  check_channel(config);
  check_scene(config);
  check_slot(config);
  check_solver(config);
  check_hardware(config);
  check_run(config);
  check_memory(config);
  golden_figure(config);
  check_code(config);
}

}  // namespace ohmimo
