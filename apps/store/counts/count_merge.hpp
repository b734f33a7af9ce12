// Stores of one study, counted on different machines, into one.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "apps/store/counts/count_store.hpp"

namespace ohmimo::counts {

struct MergeReport {
  std::size_t stores = 0, configurations = 0, points = 0;
  std::uint64_t units = 0, twice = 0;   // twice: the same unit in two stores, with equal counts, taken once
  std::vector<std::string> unreadable;  // a sentence per point of a damaged store that was left out
};

// All units of the stores go into a new file, one after the other; which of them count is found anew by whoever opens
// it (the board of a sweep). Throws std::invalid_argument if the file is there already, the stores hold different
// studies, or the same unit with different counts: then nothing is left of the file.
MergeReport merge_stores(const std::filesystem::path& into, std::span<const std::filesystem::path> stores);

}  // namespace ohmimo::counts
