// Fuzz target: ratings as text.
#include <cmath>
#include <sstream>

#include "apps/matrix/rating_file.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;
using namespace ohmimo::matrix;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream stream(std::string(fuzz::text_of(data, size)));
  try {
    const RatingSet set = parse_ratings(stream, "a.csv");
    fuzz::require(!set.entries.empty(), "a set has ratings");
    fuzz::require(set.entries.size() <= size, "a rating takes a character at least");
    for (const rram::Entry& entry : set.entries) {
      fuzz::require(entry.row < set.users.size() && entry.col < set.items.size(), "a rating has user and item");
      fuzz::require(entry.value >= 0.0F && entry.value <= 1e6F, "a rating is within its range");
    }
    for (const auto* names : {&set.users, &set.items})
      for (const std::string& name : *names) fuzz::require(!name.empty() && name.size() <= 60, "a name is short");
    const rram::SparseRows rows(static_cast<std::uint32_t>(set.users.size()),
                                static_cast<std::uint32_t>(set.items.size()), set.entries);
    fuzz::require(rows.count() <= set.entries.size(), "a place is rated once");
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  return 0;
}
