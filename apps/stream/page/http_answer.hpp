// What the live page answers to a request by HTTP. No sockets: a request in, an answer out.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <string_view>

#include "apps/stream/page/page_mailbox.hpp"

namespace ohmimo::stream {

// Where the client reached us.
struct PageSite {
  boost::asio::ip::address address;
  std::uint16_t port = 0;
};

// Whether the header Host names the site: the address or localhost, with the port (which may be absent if it is 80).
// A page of another site that had its name resolve to our address (DNS rebinding) sends its own name.
bool is_host_of(const PageSite& site, std::string_view host);

// Whether the header Origin names a page that came from the site.
bool is_origin_of(const PageSite& site, std::string_view origin);

using PageRequest = boost::beast::http::request<boost::beast::http::empty_body>;
using PageAnswer = boost::beast::http::response<boost::beast::http::string_body>;

// 403 for another Host or Origin, 405 for methods other than GET, 404 for other paths; / gives the page, /state the
// newest state. A request for /live that is let through has the status switching_protocols, the WebSocket's to answer,
// or upgrade_required if it is none. Every answer ends its connection.
PageAnswer answer_to(const PageRequest& request, const PageSite& site, const PageMailbox& mailbox);

// An answer of one sentence.
PageAnswer plain_answer(boost::beast::http::status status, std::string_view sentence);

}  // namespace ohmimo::stream
