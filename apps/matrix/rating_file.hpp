// Ratings of items by users in text files, a line each: user, item, rating, and further fields that are ignored.
//   MovieLens   user, item, rating, time: separated by tabs (u.data), by :: (ratings.dat) or by commas below a line of
//               names (ratings.csv)
//   Netflix     a line "ITEM:" above lines user, rating, date (mv_*.txt, combined_data_*.txt)
//   others      a line of names may put user, item and rating in any order; commas, semicolons, tabs or blanks
#pragma once
#include <istream>
#include <string>
#include <vector>

#include "rram/numbers/sparse_rows.hpp"

namespace ohmimo::matrix {

struct RatingSet {
  std::vector<rram::Entry> entries = {};            // row: place in users, col: place in items; as they come
  std::vector<std::string> users = {}, items = {};  // names as in the file, in the order they first come
  std::string layout;                               // for people: "user, item, rating; separated by tabs"
};

// Memory grows with the ratings and names alone: some 12 bytes a rating. Throws std::invalid_argument naming file,
// line, rule and value: also for a rating that is not a number from 0 to 1e6, and more than 2e8 of them.
RatingSet read_ratings(const std::string& file);

// The same of any stream.
RatingSet parse_ratings(std::istream& stream, const std::string& name);

}  // namespace ohmimo::matrix
