// The live page over its sockets: what is answered and refused, and that no client makes the receiver wait.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "apps/stream/page/live_page.hpp"
#include "tests/apps/stream/page/page_visitor.hpp"

namespace ohmimo::stream::test_live_page {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

LivePageOptions with_patience(milliseconds patience, bool control = false) {
  LivePageOptions options;
  options.control = control;
  options.patience = patience;
  return options;
}

template <class Condition>
bool soon(Condition condition) {
  const Clock::time_point end = Clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

TEST_CASE("GET gives the page and the newest state, and nothing else") {
  LivePage page({});
  CHECK(page.url() == fmt::format("http://127.0.0.1:{}/", page.port()));
  CHECK(status_of(PageVisitor(page.port()).get("/state")) == 503);
  page.publish("{\"old\":1}");
  page.publish("{\"new\":2}");

  const std::string root = PageVisitor(page.port()).get("/");
  CHECK(status_of(root) == 200);
  CHECK(root.find("Content-Security-Policy: default-src 'none'; connect-src 'self';") != std::string::npos);
  CHECK(root.find("<title>ohmimo live</title>") != std::string::npos);
  CHECK(root.find("unsafe-inline") == std::string::npos);
  const std::string state = PageVisitor(page.port()).get("/state");
  CHECK(status_of(state) == 200);
  CHECK(state.ends_with("\r\n\r\n{\"new\":2}"));

  for (const char* path : {"/index.html", "/state?x", "/../etc/passwd", "//", "/live/", "*", "http://127.0.0.1/"}) {
    CAPTURE(path);
    CHECK(status_of(PageVisitor(page.port()).get(path)) == 404);
  }
  CHECK(status_of(PageVisitor(page.port()).get("/live")) == 426);
}

TEST_CASE("Other methods, long headers and other protocols are refused") {
  LivePage page({});
  for (const char* method : {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"}) {
    CAPTURE(method);
    PageVisitor visitor(page.port());
    const std::string answer =
        visitor.say(fmt::format("{} / HTTP/1.1\r\nHost: {}\r\nContent-Length: 5\r\n\r\nhello", method, visitor.host()));
    CHECK(status_of(answer) == 405);
    CHECK(answer.find("Allow: GET\r\n") != std::string::npos);
  }
  const auto padded = [&](std::size_t n) {
    return status_of(PageVisitor(page.port()).get("/", "X: " + std::string(n, 'x') + "\r\n"));
  };
  CHECK(padded(7900) == 200);
  CHECK(padded(8200) == 431);
  CHECK(padded(100000) == 431);
  CHECK(status_of(PageVisitor(page.port()).get("/" + std::string(100000, 'x'))) == 431);
  CHECK(status_of(PageVisitor(page.port()).say("\x16\x03\x01 hello TLS\r\n\r\n")) == 400);
}

TEST_CASE("Another Host or Origin is refused by HTTP and by the WebSocket") {
  LivePage page({});
  page.publish("{}");
  const std::string here = fmt::format("127.0.0.1:{}", page.port());
  const std::string rebound = fmt::format("GET /state HTTP/1.1\r\nHost: evil.example:{}\r\n\r\n", page.port());
  CHECK(status_of(PageVisitor(page.port()).say(rebound)) == 403);
  CHECK(status_of(PageVisitor(page.port()).say("GET /state HTTP/1.1\r\n\r\n")) == 403);
  CHECK(status_of(PageVisitor(page.port()).say("GET /state HTTP/1.1\r\nHost: " + here + "\r\nHost: x\r\n\r\n")) == 403);
  CHECK(status_of(PageVisitor(page.port()).get("/state", "Origin: http://evil.example\r\n")) == 403);
  CHECK(status_of(PageVisitor(page.port()).get("/state", "Origin: http://" + here + "\r\n")) == 200);

  CHECK(PageVisitor(page.port()).join());
  CHECK(PageVisitor(page.port()).join("http://" + here));
  CHECK_FALSE(PageVisitor(page.port()).join("http://evil.example"));
  CHECK_FALSE(PageVisitor(page.port()).join("null"));
  CHECK_FALSE(PageVisitor(page.port()).join("https://" + here));
  CHECK_FALSE(PageVisitor(page.port()).join("", "/"));
}

TEST_CASE("The WebSocket brings the newest state, at most 10 a second, and says when the receiver ends") {
  auto page = std::make_unique<LivePage>(LivePageOptions());
  page->publish("0");
  PageVisitor visitor(page->port());
  REQUIRE(visitor.join());
  CHECK(visitor.receive() == "0");
  CHECK(page->n_client() == 1);

  std::vector<int> seen;
  const Clock::time_point begin = Clock::now();
  std::thread receiver([&] {
    for (int i = 1; i <= 300; ++i) {
      page->publish(std::to_string(i));
      std::this_thread::sleep_for(milliseconds(2));
    }
  });
  while (seen.empty() || seen.back() != 300) seen.push_back(std::stoi(visitor.receive()));
  receiver.join();
  CHECK(std::ranges::is_sorted(seen));
  // One for each tick of 100 ms begun, and the first.
  CHECK(static_cast<double>(seen.size()) <= 2.0 + std::chrono::duration<double>(Clock::now() - begin).count() / 0.1);

  page->publish("last");
  std::thread end([&] { page.reset(); });
  CHECK(visitor.receive() == "last");
  CHECK(visitor.receive().empty());
  CHECK(visitor.closed.code == boost::beast::websocket::close_code::going_away);
  end.join();
}

TEST_CASE("Requests reach the receiver only with control, and only if they are right") {
  for (const bool control : {true, false}) {
    CAPTURE(control);
    LivePage page(with_patience(std::chrono::seconds(10), control));
    PageVisitor visitor(page.port());
    REQUIRE(visitor.join());
    visitor.send("{\"detectors\": [\"mmse\", \"analogue\"], \"cycles\": [1, 3]}");
    CHECK((visitor.receive().find("\"ok\":true") != std::string::npos) == control);
    const std::optional<ControlRequest> request = page.take_request();
    REQUIRE(request.has_value() == control);
    if (request) {
      CHECK(request->detectors == std::vector<std::string>{"mmse", "analogue"});
      CHECK(request->cycles == std::vector<int>{1, 3});
    }
    visitor.send("{\"detectors\": 3}");
    CHECK(visitor.receive() == R"({"answer":{"ok":false,"text":"detectors must be a list of 1 to 16 names, got 3"}})");
    visitor.send("no JSON");
    CHECK(visitor.receive().find("\"ok\":false") != std::string::npos);
    CHECK_FALSE(page.take_request());

    visitor.send(std::string(5000, ' '));
    CHECK(visitor.receive().empty());
    CHECK(visitor.failed);
  }
}

TEST_CASE("A receiver that takes no requests is left alone") {
  LivePage page(with_patience(std::chrono::seconds(10), true));
  PageVisitor visitor(page.port());
  REQUIRE(visitor.join());
  int n_taken = 0;
  for (int i = 0; i < 18; ++i) {
    visitor.send("{\"detectors\": [\"zf\"]}");
    CHECK((visitor.receive().find("\"ok\":true") != std::string::npos) == (i < 16));
  }
  while (page.take_request()) ++n_taken;
  CHECK(n_taken == 16);
}

TEST_CASE("Of 100 clients 50 never read: publishing stays fast, the others get all, the silent ones are closed") {
  LivePage page(with_patience(std::chrono::seconds(2)));
  std::vector<std::unique_ptr<PageVisitor>> visitors;
  for (int i = 0; i < 100; ++i) {
    visitors.push_back(std::make_unique<PageVisitor>(page.port()));
    REQUIRE(visitors.back()->join());
  }
  REQUIRE(soon([&] { return page.n_client() == 100; }));

  // More than the buffers of a socket that is not read hold.
  const std::string state(1 << 18, 'x');
  std::vector<std::size_t> n_message(50, 0);
  std::vector<std::thread> readers;
  for (int i = 0; i < 50; ++i) {
    readers.emplace_back([&, i] {
      while (!visitors[i]->receive().empty()) ++n_message[i];
    });
  }
  std::vector<double> times_s;
  const bool closed = soon([&] {
    std::string copy = state;
    const Clock::time_point begin = Clock::now();
    page.publish(std::move(copy));
    times_s.push_back(std::chrono::duration<double>(Clock::now() - begin).count());
    std::this_thread::sleep_for(milliseconds(20));
    return page.n_client() <= 50;
  });
  CHECK(closed);
  std::ranges::sort(times_s);
  // To wait for a client would take its patience, 2 s. The median, as this thread may lose the processor to others.
  CHECK(times_s[times_s.size() / 2] < 0.2);
  CHECK(page.n_client() == 50);
  page.publish("");
  for (std::thread& reader : readers) reader.join();
  CHECK(*std::ranges::min_element(n_message) >= 1);
  for (int i = 0; i < 50; ++i) CHECK_FALSE(visitors[i]->failed);
}

TEST_CASE("Who says nothing is closed, and the 201st connection is turned away") {
  LivePage page(with_patience(std::chrono::seconds(2)));
  std::vector<std::unique_ptr<PageVisitor>> silent;
  for (int i = 0; i < 200; ++i) silent.push_back(std::make_unique<PageVisitor>(page.port()));
  const std::string answer = PageVisitor(page.port()).get("/");
  CHECK((answer.empty() || status_of(answer) == 503));  // bytes unread may cost the answer
  for (const auto& visitor : silent) CHECK(visitor->say("").empty());
  CHECK(status_of(PageVisitor(page.port()).get("/")) == 200);
}

TEST_CASE("Random bytes at the port and on the WebSocket harm nobody") {
  LivePage page(with_patience(std::chrono::seconds(10), true));
  page.publish("{}");
  std::mt19937 random(15);
  const auto noise = [&](std::size_t n) {
    std::string bytes(n, ' ');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
  };
  for (int i = 0; i < 100; ++i) {
    // Ended by what ends a header, as the page would wait for it.
    PageVisitor(page.port()).say(noise(1 + random() % 300) + "\r\n\r\n\r\n");
    PageVisitor visitor(page.port());
    const std::string upgrade = fmt::format(
        "GET /live HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        visitor.host());
    visitor.hurl(upgrade);
    visitor.hurl(noise(1 + random() % 300));
  }
  CHECK(status_of(PageVisitor(page.port()).get("/")) == 200);
  PageVisitor last(page.port());
  REQUIRE(last.join());
  CHECK(last.receive() == "{}");
  CHECK_FALSE(page.take_request());
  CHECK(soon([&] { return page.n_client() == 1; }));
}

TEST_CASE("What it cannot listen on is refused in a sentence") {
  LivePage page({});
  LivePageOptions same;
  same.port = page.port();
  CHECK_THROWS_WITH_AS(LivePage{same}, doctest::Contains(fmt::format("got 127.0.0.1 port {}", page.port()).c_str()),
                       std::invalid_argument);
  LivePageOptions nowhere;
  nowhere.address = "no address";
  CHECK_THROWS_WITH_AS(LivePage{nowhere}, "the page's address must be one of IPv4 or IPv6, got \"no address\"",
                       std::invalid_argument);
}

}  // namespace
}  // namespace ohmimo::stream::test_live_page
