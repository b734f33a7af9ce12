// The figures of Zuo et al., Nature Electronics 8, 1222 (2025), doi 10.1038/s41928-025-01477-0, that concern the solver
// itself, simulated.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/studies/reproduce/paper_figure.hpp"

namespace ohmimo::reproduce {

struct ReproduceOptions {
  std::uint64_t seed = 1;
  int n_device = 400;  // simulated chips (2c: cells per level; 3e: chips with a channel each; 3g: a tenth of them)
};

// Throws std::invalid_argument unless n_device is 10 to 100000.
void check(const ReproduceOptions& options);

const std::vector<std::string>& zuo2025_figures();  // 2c 2e 2f 3b 3e 3g 5a 5b 5c 5d

// What a figure depends on.
struct FigureUse {
  bool seed = true, devices = true;
};
FigureUse figure_use(std::string_view figure);  // throws std::invalid_argument for an unknown figure

// Throws std::invalid_argument for an unknown figure or options that check() refuses.
PaperFigure zuo2025_figure(std::string_view figure, const ReproduceOptions& options);

// The makers; options as checked.
PaperFigure zuo2025_levels(const ReproduceOptions& options);               // 2c
PaperFigure zuo2025_inversion_error(const ReproduceOptions& options);      // 2e
PaperFigure zuo2025_element_errors(const ReproduceOptions& options);       // 2f
PaperFigure zuo2025_real_system(const ReproduceOptions& options);          // 3b
PaperFigure zuo2025_complex_system(const ReproduceOptions& options);       // 3e
PaperFigure zuo2025_inverse(const ReproduceOptions& options);              // 3g
PaperFigure zuo2025_inversion_transient(const ReproduceOptions& options);  // 5a
PaperFigure zuo2025_product_transient(const ReproduceOptions& options);    // 5b
PaperFigure zuo2025_throughput(const ReproduceOptions& options);           // 5c
PaperFigure zuo2025_efficiency(const ReproduceOptions& options);           // 5d

}  // namespace ohmimo::reproduce
