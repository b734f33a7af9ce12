#include "apps/config/link_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

std::vector<double> SnrGrid::points() const {
  if (!list_db.empty()) return list_db;
  // Half a step past the end would be too generous, none too strict for steps such as 0.1; rounding to 1e-9 dB keeps
  // 0.3 from being printed as 0.30000000000000004.
  const int last = static_cast<int>(std::floor((stop_db - start_db) / step_db + 1e-6));
  std::vector<double> points;
  for (int i = 0; i <= last; ++i) points.push_back(std::round((start_db + i * step_db) * 1e9) / 1e9);
  return points;
}

SnrGrid snr_grid_from_text(const std::string& text) {
  const std::vector<std::string> range = split(text, ':');
  if (range.size() == 3)
    return {number_from_text("snr start", range[0]),
            number_from_text("snr step", range[1]),
            number_from_text("snr stop", range[2]),
            {}};
  if (range.size() != 1)
    throw std::invalid_argument("snr must be START:STEP:STOP, one value or a list A,B,C, got " + in_quotes(text));
  SnrGrid grid;
  for (const std::string& value : split(text, ',')) grid.list_db.push_back(number_from_text("snr", trimmed(value)));
  return grid;
}

std::string snr_grid_text(const SnrGrid& grid) {
  if (!grid.list_db.empty()) return fmt::format("{}", fmt::join(grid.list_db, ","));
  return fmt::format("{}:{}:{}", grid.start_db, grid.step_db, grid.stop_db);
}

namespace {

template <auto member>
FieldPlace link(Config& config) {
  return &(config.link.*member);
}

void check_snr(const SnrGrid& grid) {
  if (grid.list_db.empty()) {
    require_range("snr start", grid.start_db, -200.0, 200.0);
    require_range("snr stop", grid.stop_db, -200.0, 200.0);
    require(grid.step_db > 0.0, "snr step", "> 0 dB", grid.step_db);
    require(grid.stop_db >= grid.start_db, "snr stop", fmt::format(">= start {} dB", grid.start_db), grid.stop_db);
    const double n_point = std::floor((grid.stop_db - grid.start_db) / grid.step_db) + 1.0;
    require(n_point <= 1000.0, "snr", "at most 1000 points", n_point);
  }
  for (const double value : grid.list_db) require_range("snr", value, -200.0, 200.0);
  require(grid.list_db.size() <= 1000, "snr", "at most 1000 points", grid.list_db.size());
  const auto fall = std::adjacent_find(grid.list_db.begin(), grid.list_db.end(), std::greater_equal<>());
  require(fall == grid.list_db.end(), "snr", "an ascending list", snr_grid_text(grid));
}

}  // namespace

std::vector<Field> link_fields() {
  using L = LinkSection;
  return {
      {.section = "link", .name = "rx", .form = "N", .help = "receive antennas", .place = link<&L::n_rx>},
      {.section = "link", .name = "users", .form = "N", .help = "users, one antenna each", .place = link<&L::n_user>},
      {.section = "link",
       .name = "modulation",
       .form = "qpsk|16qam|64qam|256qam|1024qam",
       .help = "the same for every user",
       .place = link<&L::modulation>,
       .listed = true},
      {.section = "link",
       .name = "vectors-per-channel",
       .form = "N",
       .help = "received vectors per channel; 1 = fresh channel for each",
       .place = link<&L::vectors_per_channel>},
      {.section = "link",
       .name = "snr",
       .form = "START:STEP:STOP",
       .help = "SNR points [dB]; also one value, or a list A,B,C",
       .place = link<&L::snr>},
      {.section = "link",
       .name = "snr-def",
       .form = joined_words(snr_kind_words, "|", "|"),
       .help = "SNR means - user: Es/N0 of one user; rx: that of all users together, per antenna; ebn0: Eb/N0; array: "
               "rx times "
               "Es/N0 of one user",
       .place = link<&L::snr_def>},
  };
}

void check_link(const Config& config) {
  const LinkSection& link = config.link;
  require_range("rx", link.n_rx, 1, 4096);
  require_range("users", link.n_user, 1, 256);
  require_range("vectors-per-channel", link.vectors_per_channel, 1, 16384);
  check_snr(link.snr);
}

}  // namespace ohmimo
