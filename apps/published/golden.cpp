#include "apps/published/golden.hpp"

#include <algorithm>
#include <array>

#include "apps/published/point_table.hpp"
#include "data/data.hpp"

namespace ohmimo {
namespace {

constexpr std::string_view golden_header = "figure,n_rx,n_user,modulation,curve,snr_rx_db,ber,bits";
constexpr std::array<std::string_view, 5> modulations = {"qpsk", "16qam", "64qam", "256qam", "1024qam"};

GoldenPoint golden_point(const PointLine& line) {
  GoldenPoint point;
  point.figure = line.word(0);
  point.n_rx = line.integer(1);
  line.require(point.n_rx >= 1, 1, "must be >= 1");
  point.n_user = line.integer(2);
  line.require(point.n_user >= 1 && point.n_user <= point.n_rx, 2, "must be from 1 to n_rx");
  point.modulation = line.word(3);
  line.require(std::ranges::find(modulations, point.modulation) != modulations.end(), 3,
               "must be qpsk, 16qam, 64qam, 256qam or 1024qam");
  point.curve = line.word(4);
  point.snr_rx_db = line.number(5);
  point.ber = line.number(6);
  line.require(point.ber >= 0.0 && point.ber <= 1.0, 6, "must be in [0, 1]");
  if (!line.cell(7).empty()) point.bits = line.natural(7);
  line.require(point.bits != 0u, 7, "must be >= 1 or empty");
  return point;
}

}  // namespace

std::vector<GoldenPoint> golden_points(std::string_view table) {
  return parse_golden(table, data::text(table));
}

std::vector<GoldenPoint> parse_golden(std::string_view table, std::string_view text) {
  std::vector<GoldenPoint> points;
  for (const PointLine& line : point_lines(table, text, golden_header)) points.push_back(golden_point(line));
  return points;
}

}  // namespace ohmimo
