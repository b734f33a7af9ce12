// Picture of calibrated soft bits: log odds over L, and how often each L comes.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "apps/studies/llr/llr_run.hpp"

namespace ohmimo::llr {

// The curves of one point. The gnuplot commands that draw plot.png and plot.svg.
std::string llr_figure_script(const Run& run, const std::vector<LlrRow>& rows);

// Writes <stem>.png and <stem>.svg; needs gnuplot.
void write_llr_figure(const Run& run, const std::vector<LlrRow>& rows, const std::filesystem::path& stem);

}  // namespace ohmimo::llr
