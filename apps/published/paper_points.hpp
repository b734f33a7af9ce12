// Published points that our curves are drawn over (data/golden), apart from bit error rates (golden.hpp).
#pragma once
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo {

// Meaning and units of x and y by figure and curve: comments of the tables.
struct PaperPoint {
  std::string figure;  // of the publication, for example "3b"
  std::string curve;
  double x = 0.0, y = 0.0;
  double low = NAN, high = NAN;  // spread, if published
};

// Points of one figure in file order: "3b" is in golden/zuo2025_fig3.csv. Throws std::invalid_argument if there are
// none.
std::vector<PaperPoint> paper_points(std::string_view figure);

// From text: CSV with the header figure,curve,x,y,low,high; lines starting with # are comments. Throws
// std::invalid_argument naming table, line, column and value.
std::vector<PaperPoint> parse_paper_points(std::string_view table, std::string_view text);

// The points of one curve; throws std::invalid_argument if there are none.
std::vector<PaperPoint> curve_points(const std::vector<PaperPoint>& points, std::string_view curve);

}  // namespace ohmimo
