#include "apps/published/golden.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "apps/text/text.hpp"
#include "data/data.hpp"

namespace ohmimo {
namespace {

constexpr std::string_view header = "figure,n_rx,n_user,modulation,curve,snr_rx_db,ber,bits";
constexpr std::array<std::string_view, 5> modulations = {"qpsk", "16qam", "64qam", "256qam", "1024qam"};

// One data line; where is "table line n" and begins every error message.
class GoldenLine {
 public:
  GoldenLine(std::string where, const std::string& line) : where_(std::move(where)), cells_(split(line, ',')) {
    names_ = split(header, ',');
    if (cells_.size() != names_.size())
      throw std::invalid_argument(fmt::format("{} must have {} columns, got {}", where_, names_.size(), cells_.size()));
  }

  GoldenPoint point() const {
    GoldenPoint point;
    point.figure = word(0);
    point.n_rx = integer_from_text(field(1), cells_[1]);
    require(point.n_rx >= 1, 1, "must be >= 1");
    point.n_user = integer_from_text(field(2), cells_[2]);
    require(point.n_user >= 1 && point.n_user <= point.n_rx, 2, "must be from 1 to n_rx");
    point.modulation = word(3);
    require(std::ranges::find(modulations, point.modulation) != modulations.end(), 3,
            "must be qpsk, 16qam, 64qam, 256qam or 1024qam");
    point.curve = word(4);
    point.snr_rx_db = number_from_text(field(5), cells_[5]);
    point.ber = number_from_text(field(6), cells_[6]);
    require(point.ber >= 0.0 && point.ber <= 1.0, 6, "must be in [0, 1]");
    if (!cells_[7].empty()) point.bits = natural_from_text(field(7), cells_[7]);
    require(point.bits != 0u, 7, "must be >= 1 or empty");
    return point;
  }

 private:
  std::string field(std::size_t column) const { return fmt::format("{} column {}", where_, names_[column]); }

  void require(bool holds, std::size_t column, std::string_view rule) const {
    if (!holds) throw std::invalid_argument(fmt::format("{} {}, got '{}'", field(column), rule, cells_[column]));
  }

  std::string word(std::size_t column) const {
    require(!cells_[column].empty(), column, "must not be empty");
    return cells_[column];
  }

  std::string where_;
  std::vector<std::string> cells_, names_;
};

}  // namespace

std::vector<GoldenPoint> golden_points(std::string_view table) {
  return parse_golden(table, data::text(table));
}

std::vector<GoldenPoint> parse_golden(std::string_view table, std::string_view text) {
  std::vector<GoldenPoint> points;
  bool header_seen = false;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    const std::string where = fmt::format("{} line {}", table, ++number);
    if (line.empty() || line[0] == '#') continue;
    if (header_seen) {
      points.push_back(GoldenLine(where, line).point());
    } else if (line == header) {
      header_seen = true;
    } else {
      throw std::invalid_argument(fmt::format("{} must be the header {}, got '{}'", where, header, line));
    }
  }
  if (points.empty()) throw std::invalid_argument(fmt::format("{} must hold at least one point, got none", table));
  return points;
}

}  // namespace ohmimo
