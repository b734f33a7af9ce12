// What pictures of the penalty have in common: axes and titles, from the rows of penalty.csv. All throw
// std::invalid_argument naming file, line, rule and value for rows that are not those of penalty.csv.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "apps/plot/rows.hpp"

namespace ohmimo::penalty {

// In column parameter or parameter_2; it goes into the name of a file.
const std::string& parameter_name(const plot::Rows& rows, std::size_t row, std::string_view column);

std::string axis_label(const std::string& parameter);

// The values of one column in these rows, each once, from mild to harsh.
std::vector<std::string> axis_values(const plot::Rows& rows, const std::vector<std::size_t>& places,
                                     std::string_view column, const std::string& parameter);

// BER or BLER, as the row says.
std::string rate_of(const plot::Rows& rows, std::size_t row);

std::string penalty_title(const plot::Rows& rows, std::size_t row);

}  // namespace ohmimo::penalty
