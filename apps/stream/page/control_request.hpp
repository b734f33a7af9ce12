// What somebody at the live page asks of the receiver: a text message of JSON from outside, read strictly.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::stream {

// {"detectors": ["mmse", "analogue"], "cycles": [1, 3]}. Whether such detectors exist is for the receiver to judge.
struct ControlRequest {
  std::vector<std::string> detectors;  // 1 to 16 names of letters, digits, - and _
  std::vector<int> cycles;             // of the analogue ones: ascending, 1 to 1000, at most 16; empty = as they are
};

// Throws std::invalid_argument naming member, rule and value.
ControlRequest control_from_json(std::string_view text);

}  // namespace ohmimo::stream
