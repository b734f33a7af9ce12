// What ranks tell each other, as whole numbers.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "apps/studies/sweep/board.hpp"

namespace ohmimo::cluster {

using Words = std::vector<std::uint64_t>;

// From a thread of another rank: what became of the unit it was given, if any, and whether it wants another for it. A
// unit without curves was given up.
struct Report {
  enum class Kind : std::uint64_t { wants, leaves, failed };
  Kind kind = Kind::wants;
  std::optional<std::uint32_t> member;
  std::optional<counts::UnitRecord> unit;
};
Words words_of(const Report& report);
Report report_of(const Words& words);  // throws std::runtime_error for words that are none

// Back: a unit, or the end.
inline constexpr std::size_t answer_size = 9;
Words answer_of(const std::optional<sweep::Job>& job);
std::optional<sweep::Job> job_of(const Words& words);

}  // namespace ohmimo::cluster
