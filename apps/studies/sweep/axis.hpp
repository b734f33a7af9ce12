// Lists of values: the axes of a study.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "apps/config/config.hpp"
#include "apps/config/config_fields.hpp"

namespace ohmimo::sweep {

// One or several keys that change together.
struct Axis {
  std::vector<const Field*> fields;
  std::vector<std::vector<std::string>> values;  // [step][field], as a flag would carry them
};

// START:STEP:STOP or START:xFACTOR:STOP of a field that is a number, both ends included where they are met; anything
// else stays one value. Throws std::invalid_argument for a range without values or with more than 10000.
std::vector<std::string> range_values(const Field& field, const std::string& text);

// All combinations of the axes, the last one fastest: [combination] (field, value).
using Combination = std::vector<std::pair<const Field*, std::string>>;
std::vector<Combination> combinations(const std::vector<Axis>& axes);

}  // namespace ohmimo::sweep
