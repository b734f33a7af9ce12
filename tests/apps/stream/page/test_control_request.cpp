// Control requests from outside: right ones are read, others named.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "apps/stream/page/control_request.hpp"

namespace ohmimo::stream::test_control_request {
namespace {

TEST_CASE("A right request is read") {
  const ControlRequest both = control_from_json(R"({"cycles": [1, 2, 1000], "detectors": ["a-b_9", "zf"]})");
  CHECK(both.detectors == std::vector<std::string>{"a-b_9", "zf"});
  CHECK(both.cycles == std::vector<int>{1, 2, 1000});
  CHECK(control_from_json(R"({"detectors": ["zf"]})").cycles.empty());
}

TEST_CASE("A wrong request is named") {
  struct Case {
    std::string text, complaint;
  };
  const Case cases[] = {
      {"", "a message must be JSON"},
      {"{\"detectors\": [\"zf\"]} x", "a message must be JSON"},
      {std::string(4000, '['), "a message must be JSON"},
      {"{\"detectors\": [\"\xff\"]}", "a message must be JSON"},
      {"[]", "a message must be an object with the member detectors, got []"},
      {"{}", "detectors must be a list of 1 to 16 names, got null"},
      {R"({"detectors": []})", "detectors must be a list of 1 to 16 names, got []"},
      {R"({"detectors": "zf"})", "detectors must be a list of 1 to 16 names, got \"zf\""},
      {R"({"detectors": [1]})", "detectors must be names of up to 40 letters, digits, - and _, got 1"},
      {R"({"detectors": ["<b>"]})", "detectors must be names of up to 40 letters, digits, - and _, got \"<b>\""},
      {R"({"detectors": ["zf"], "cycles": 3})", "cycles must be a list of at most 16 numbers, got 3"},
      {R"({"detectors": ["zf"], "cycles": [0]})", "cycles must be whole numbers from 1 to 1000, ascending, got 0"},
      {R"({"detectors": ["zf"], "cycles": [2, 2]})", "cycles must be whole numbers from 1 to 1000, ascending, got 2"},
      {R"({"detectors": ["zf"], "cycles": [1001]})",
       "cycles must be whole numbers from 1 to 1000, ascending, got 1001"},
      {R"({"detectors": ["zf"], "cycles": [1.5]})", "cycles must be whole numbers from 1 to 1000, ascending, got 1.5"},
      {R"({"detectors": ["zf"], "cycles": [99999999999999999999]})",
       "cycles must be whole numbers from 1 to 1000, ascending, got 1e+20"},
      {R"({"detectors": ["zf"], "file": "x"})",
       "a message must have the members detectors and cycles only, got \"file\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK_THROWS_WITH_AS(control_from_json(c.text), c.complaint.c_str(), std::invalid_argument);
  }
  const std::string long_name = "{\"detectors\": [\"" + std::string(3000, 'x') + "\"]}";
  CHECK_THROWS_WITH_AS(control_from_json(long_name), doctest::Contains("xxx..."), std::invalid_argument);
}

}  // namespace
}  // namespace ohmimo::stream::test_control_request
