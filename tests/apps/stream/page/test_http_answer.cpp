// Which names and origins belong to the live page.
#include <doctest/doctest.h>

#include <boost/asio/ip/address.hpp>

#include "apps/stream/page/http_answer.hpp"

namespace ohmimo::stream::test_http_answer {
namespace {

PageSite site(const char* address, std::uint16_t port) {
  return {boost::asio::ip::make_address(address), port};
}

TEST_CASE("Host names the address or localhost, with the port") {
  const PageSite here = site("127.0.0.1", 8080);
  CHECK(is_host_of(here, "127.0.0.1:8080"));
  CHECK(is_host_of(here, "localhost:8080"));
  CHECK(is_host_of(here, "LocalHost:8080"));
  for (const char* other : {"", ":8080", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:18080", "127.0.0.2:8080", "localhost",
                            "localhost.evil.example:8080", "evil.example:8080", "[127.0.0.1:8080", "127.0.0.1:8080 ",
                            "[::1]:8080", "localhost:8080:8080", "user@localhost:8080"}) {
    CAPTURE(other);
    CHECK_FALSE(is_host_of(here, other));
  }
  CHECK(is_host_of(site("127.0.0.1", 80), "localhost"));
  CHECK(is_host_of(site("127.0.0.1", 80), "localhost:80"));
}

TEST_CASE("IPv6 stands in brackets; an IPv4 address behind it is the IPv4 address") {
  CHECK(is_host_of(site("::1", 8080), "[::1]:8080"));
  CHECK(is_host_of(site("::1", 8080), "[0:0::1]:8080"));
  CHECK_FALSE(is_host_of(site("::1", 8080), "[::2]:8080"));
  CHECK_FALSE(is_host_of(site("::1", 8080), "[::1]"));
  CHECK(is_host_of(site("::ffff:10.0.0.7", 8080), "10.0.0.7:8080"));
}

TEST_CASE("Origin is a page of the site, by http") {
  const PageSite here = site("127.0.0.1", 8080);
  CHECK(is_origin_of(here, "http://127.0.0.1:8080"));
  CHECK(is_origin_of(here, "http://localhost:8080"));
  for (const char* other : {"", "null", "https://127.0.0.1:8080", "http://127.0.0.1", "http://evil.example:8080",
                            "http://127.0.0.1:8080/", "127.0.0.1:8080"}) {
    CAPTURE(other);
    CHECK_FALSE(is_origin_of(here, other));
  }
}

}  // namespace
}  // namespace ohmimo::stream::test_http_answer
