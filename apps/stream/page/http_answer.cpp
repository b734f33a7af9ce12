#include "apps/stream/page/http_answer.hpp"

#include <fmt/format.h>

#include <boost/beast/core/string.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <string>

#include "apps/stream/page/web_page.hpp"

namespace ohmimo::stream {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::address;

constexpr unsigned http_1_1 = 11;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// An IPv4 address that a socket of IPv6 was reached by is the IPv4 address.
address plain(const address& a) {
  return a.is_v6() && a.to_v6().is_v4_mapped() ? make_address_v4(boost::asio::ip::v4_mapped, a.to_v6()) : a;
}

// "name:port" or "[address of IPv6]:port" without its port, which must be the site's; "" if it is not.
std::string_view name_of(std::string_view host, std::uint16_t port) {
  const std::string ending = fmt::format(":{}", port);
  if (host.ends_with(ending)) {
    host.remove_suffix(ending.size());
  } else if (port != 80) {
    return {};
  }
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host;
}

PageAnswer answer(http::status status, beast::string_view type, std::string body) {
  PageAnswer message(status, http_1_1);
  message.set(http::field::content_type, type);
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  message.set("Referrer-Policy", "no-referrer");
  message.keep_alive(false);
  message.body() = std::move(body);
  message.prepare_payload();
  return message;
}

PageAnswer page() {
  PageAnswer message = answer(http::status::ok, "text/html; charset=utf-8", std::string(web_page()));
  // Nothing from elsewhere, nothing but our own style and script, in nobody's frame.
  message.set("Content-Security-Policy",
              fmt::format("default-src 'none'; connect-src 'self'; img-src data:; style-src '{}'; script-src '{}'; "
                          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                          web_page_style_hash(), web_page_script_hash()));
  return message;
}

PageAnswer state_answer(const PageMailbox& mailbox) {
  const PageMailbox::State state = mailbox.state();
  if (!state) return plain_answer(http::status::service_unavailable, "there is no state yet");
  return answer(http::status::ok, "application/json", *state);
}

PageAnswer live_answer(const PageRequest& request) {
  if (beast::websocket::is_upgrade(request)) return PageAnswer(http::status::switching_protocols, http_1_1);
  PageAnswer message = plain_answer(http::status::upgrade_required, "/live is a WebSocket");
  message.set(http::field::upgrade, "websocket");
  return message;
}

}  // namespace

bool is_host_of(const PageSite& site, std::string_view host) {
  const std::string_view name = name_of(host, site.port);
  if (beast::iequals(beast::string_view(name.data(), name.size()), "localhost")) return true;
  boost::system::error_code error;
  const address named = boost::asio::ip::make_address(name, error);
  return !error && plain(named) == plain(site.address);
}

bool is_origin_of(const PageSite& site, std::string_view origin) {
  constexpr std::string_view scheme = "http://";
  return origin.starts_with(scheme) && is_host_of(site, origin.substr(scheme.size()));
}

PageAnswer plain_answer(http::status status, std::string_view sentence) {
  return answer(status, "text/plain; charset=utf-8", fmt::format("{}\n", sentence));
}

PageAnswer answer_to(const PageRequest& request, const PageSite& site, const PageMailbox& mailbox) {
  if (request.count(http::field::host) != 1 || !is_host_of(site, view(request[http::field::host]))) {
    return plain_answer(http::status::forbidden, fmt::format("open the page by its address: localhost or {}, port {}",
                                                             plain(site.address).to_string(), site.port));
  }
  if (request.count(http::field::origin) > 1 ||
      (request.count(http::field::origin) == 1 && !is_origin_of(site, view(request[http::field::origin])))) {
    return plain_answer(http::status::forbidden, "pages of other sites may not read this one");
  }
  if (request.method() != http::verb::get) {
    PageAnswer message = plain_answer(http::status::method_not_allowed, "the method must be GET");
    message.set(http::field::allow, "GET");
    return message;
  }
  if (request.target() == "/") return page();
  if (request.target() == "/state") return state_answer(mailbox);
  if (request.target() == "/live") return live_answer(request);
  return plain_answer(http::status::not_found, "there are only / and /state");
}

}  // namespace ohmimo::stream
