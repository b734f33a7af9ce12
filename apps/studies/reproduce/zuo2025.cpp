#include "apps/studies/reproduce/zuo2025.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <stdexcept>

namespace ohmimo::reproduce {
namespace {

struct Maker {
  PaperFigure (*make)(const ReproduceOptions&);
  FigureUse use = {};
};

const std::map<std::string, Maker, std::less<>>& makers() {
  constexpr FigureUse board = {.devices = false}, closed_form = {.seed = false, .devices = false};
  static const std::map<std::string, Maker, std::less<>> table = {
      {"2c", {zuo2025_levels}},
      {"2e", {zuo2025_inversion_error}},
      {"2f", {zuo2025_element_errors}},
      {"3b", {zuo2025_real_system}},
      {"3e", {zuo2025_complex_system}},
      {"3g", {zuo2025_inverse}},
      {"5a", {zuo2025_inversion_transient, board}},
      {"5b", {zuo2025_product_transient, board}},
      {"5c", {zuo2025_throughput, closed_form}},
      {"5d", {zuo2025_efficiency, closed_form}},
  };
  return table;
}

const std::pair<const std::string, Maker>& maker_of(std::string_view figure) {
  const auto found = makers().find(figure);
  if (found == makers().end())
    throw std::invalid_argument(
        fmt::format("fig must be one of {}, got '{}'", fmt::join(zuo2025_figures(), ", "), figure));
  return *found;
}

}  // namespace

void check(const ReproduceOptions& options) {
  if (options.n_device < 10 || options.n_device > 100000)
    throw std::invalid_argument(fmt::format("devices must be 10 to 100000, got {}", options.n_device));
}

const std::vector<std::string>& zuo2025_figures() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> found;
    for (const auto& [name, maker] : makers()) found.push_back(name);
    return found;
  }();
  return names;
}

FigureUse figure_use(std::string_view figure) {
  return maker_of(figure).second.use;
}

PaperFigure zuo2025_figure(std::string_view figure, const ReproduceOptions& options) {
  const auto& [name, maker] = maker_of(figure);
  check(options);
  PaperFigure result = maker.make(options);
  result.name = name;
  const std::string devices = maker.use.devices ? fmt::format(", --devices {}", options.n_device) : "";
  const std::string chips = maker.use.seed ? fmt::format("seed {}{}", options.seed, devices) : "closed form";
  result.texts.footnote =
      fmt::format("ohmimo {}, {}. Paper: doi 10.1038/s41928-025-01477-0, Fig. {}, points digitised.", OHMIMO_VERSION,
                  chips, result.name);
  return result;
}

}  // namespace ohmimo::reproduce
