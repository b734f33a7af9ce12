#include "apps/stream/page/live_page.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "apps/stream/page/live_client.hpp"
#include "apps/stream/page/page_connection.hpp"
#include "apps/stream/page/page_room.hpp"

namespace ohmimo::stream {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds tick_time(100);     // at most 10 states a second
constexpr std::chrono::milliseconds farewell_time(20);  // between looks whether all clients have gone
constexpr int most_farewells = 50;

tcp::acceptor listen_on(asio::io_context& io, const LivePageOptions& options) {
  error_code error;
  const asio::ip::address address = asio::ip::make_address(options.address, error);
  if (error) {
    throw std::invalid_argument(
        fmt::format("the page's address must be one of IPv4 or IPv6, got \"{}\"", options.address));
  }
  const tcp::endpoint here(address, options.port);
  tcp::acceptor acceptor(io);
  acceptor.open(here.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(here, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) {
    throw std::invalid_argument(fmt::format("the page must find a free port, got {} port {}: {}", options.address,
                                            options.port, error.message()));
  }
  return acceptor;
}

// In a few words that any socket's buffer takes: the client may wait, we do not.
void turn_away(tcp::socket& socket) {
  constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(answer), ignored);
}

}  // namespace

class LivePage::Server {
 public:
  explicit Server(const LivePageOptions& options)
      : acceptor_(listen_on(io_, options)), endpoint_(acceptor_.local_endpoint()) {
    room_->control = options.control;
    room_->patience = options.patience;
    accept();
    tick();
    thread_ = std::thread([this] { run(); });
  }

  ~Server() {
    asio::post(io_, [this] { end(); });
    thread_.join();
    room_->clients.clear();  // each has a part in the room
  }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  PageMailbox& mailbox() { return room_->mailbox; }
  const tcp::endpoint& endpoint() const { return endpoint_; }

 private:
  void run() {
    setpriority(PRIO_PROCESS, 0, 10);  // of this thread: those that receive and detect go first
    while (!io_.stopped()) {
      try {
        io_.run();
      } catch (const std::exception&) {
        // Out of memory, for one: that client is lost, the others are not.
      }
    }
  }

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (ending_) return;
      if (error) {  // no more file descriptors, for one
        pause_.expires_after(tick_time);
        pause_.async_wait([this](error_code) { accept(); });
        return;
      }
      accept();
      admit(std::move(socket));
    });
  }

  void admit(tcp::socket socket) {
    if (room_->n_open >= most_connections) return turn_away(socket);
    error_code ignored;
    // Two states or so: more would reach a slow client late.
    socket.set_option(tcp::socket::send_buffer_size(1 << 16), ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    std::make_shared<PageConnection>(std::move(socket), room_)->start();
  }

  template <class Action>
  void for_each_client(Action action) {
    for (const std::shared_ptr<LiveClient>& client : room_->clients) action(*client);
    std::erase_if(room_->clients, [](const std::shared_ptr<LiveClient>& client) { return client->gone(); });
  }

  void tick() {
    const steady_clock::time_point now = steady_clock::now();
    timer_.expires_after(ending_ ? farewell_time : tick_time);
    timer_.async_wait([this](error_code) { tick(); });
    for_each_client([this, now](LiveClient& client) {
      if (!ending_) client.tick(now);
    });
    if (ending_ && (room_->n_open == 0 || ++n_farewell_ > most_farewells)) io_.stop();
  }

  void end() {
    ending_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    const steady_clock::time_point now = steady_clock::now();
    for_each_client([now](LiveClient& client) { client.end(now); });
    timer_.cancel();  // ticks at once
  }

  // What is under way on a connection is destroyed with io_, which goes last.
  asio::io_context io_{1};
  std::shared_ptr<PageRoom> room_ = std::make_shared<PageRoom>();
  tcp::acceptor acceptor_;
  const tcp::endpoint endpoint_;
  asio::steady_timer timer_{io_};
  asio::steady_timer pause_{io_};
  bool ending_ = false;
  int n_farewell_ = 0;
  std::thread thread_;
};

LivePage::LivePage(const LivePageOptions& options) : server_(std::make_unique<Server>(options)) {}
LivePage::~LivePage() = default;

std::uint16_t LivePage::port() const {
  return server_->endpoint().port();
}

std::string LivePage::url() const {
  const asio::ip::address address = server_->endpoint().address();
  if (address.is_unspecified()) return fmt::format("http://localhost:{}/", port());
  const std::string host = address.is_v6() ? fmt::format("[{}]", address.to_string()) : address.to_string();
  return fmt::format("http://{}:{}/", host, port());
}

void LivePage::publish(std::string json) {
  server_->mailbox().set_state(std::move(json));
}

std::optional<ControlRequest> LivePage::take_request() {
  return server_->mailbox().pop();
}

std::size_t LivePage::n_client() const {
  return server_->mailbox().n_client;
}

}  // namespace ohmimo::stream
