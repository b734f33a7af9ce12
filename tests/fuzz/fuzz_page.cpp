// Fuzz target: what clients of the live page send: control requests, and the names of its site.
#include "apps/stream/page/control_request.hpp"
#include "apps/stream/page/http_answer.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace ohmimo;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  try {
    const stream::ControlRequest request = stream::control_from_json(text);
    fuzz::require(!request.detectors.empty() && request.detectors.size() <= 16, "1 to 16 detectors");
    for (const std::string& name : request.detectors) {
      fuzz::require(!name.empty() && name.find_first_of("<>&\"' \n") == std::string::npos, "names are plain");
    }
    int previous = 0;
    for (const int cycle : request.cycles) {
      fuzz::require(cycle > previous && cycle <= 1000, "cycles ascend from 1 to 1000");
      previous = cycle;
    }
  } catch (const std::invalid_argument& error) {
    fuzz::require_readable(error, size);
  }
  const stream::PageSite site = {boost::asio::ip::make_address("127.0.0.1"), 8080};
  if (stream::is_host_of(site, text)) fuzz::require(text.ends_with(":8080"), "a name of the site has its port");
  if (stream::is_origin_of(site, text)) fuzz::require(text.starts_with("http://"), "an origin is of http");
  return 0;
}
