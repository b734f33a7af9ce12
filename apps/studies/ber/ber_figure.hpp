// BER pictures, made from the rows of one or several ber.csv: measured curves, closed forms; of a run also the points
// published.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/plot/ber_plot.hpp"
#include "apps/plot/rows.hpp"
#include "apps/studies/ber/ber_rows.hpp"
#include "phy/units.hpp"

namespace ohmimo::ber {

struct BerFigureOptions {
  std::string title;               // "" = system, modulation and channel of the rows
  std::optional<SnrKind> snr_def;  // none = that of the first table
  double min_ber = 0.0;            // of BerPlot
  bool blocks = false;             // block error rates of a coded link in place of bit error rates
  std::string detail;              // more small print
  // BER of a row by its closed form at another SNR of the picture. Not given: row_theory.hpp, or interpolated.
  std::function<double(std::string_view detector, int cycle, double snr_db)> closed_form;
};

// One picture of all tables; curves of several are told apart by what differs in their rows, or by their folders.
// Throws std::invalid_argument naming file, line, rule and value for rows that are not those of ber.csv.
plot::BerPlot ber_plot(const std::vector<plot::Rows>& tables, const BerFigureOptions& options);

// Writes <stem>.png and <stem>.svg (ber_plot.hpp); curves end below min_ber.
void write_ber_figure(const Run& run, const std::vector<BerRow>& rows, double min_ber,
                      const std::filesystem::path& stem);
// The same of the block error rates of a coded run.
void write_bler_figure(const Run& run, const std::vector<BerRow>& rows, double min_bler,
                       const std::filesystem::path& stem);

}  // namespace ohmimo::ber
