// The options of `ohmimo stream`, and the plans of its two ends made of them.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "apps/commands/link_flags.hpp"
#include "apps/config/run.hpp"
#include "apps/stream/receiver.hpp"
#include "apps/stream/sender.hpp"

namespace ohmimo {

struct StreamFlags {
  std::string action;
  BerFlags link;

  // Of both ends.
  int port = stream::Endpoint{}.port;
  int mtu = 1500;
  bool no_comp_header = false;
  std::string eaxc_bits = "4/4/2/6";
  int first_eaxc = 0;
  int repeat = 0;
  int n_slot = 0;

  // Of the sender.
  std::string to = "127.0.0.1", pace, capture;
  stream::ImpairmentConfig impairments;

  // Of the receiver.
  std::string listen = "127.0.0.1", record, replay, capture_in;
  double idle_s = 0.0, wait_s = 0.0, deadline_s = 1.0;
  int open_slots = 4, buffer_mb = 8, ring_mb = 64;
  std::optional<std::string> page;  // port
  std::string page_address = "127.0.0.1";
  bool control = false;
};

// Headings of the options of one end.
inline constexpr std::string_view send_group = "send", receive_group = "receive";
std::vector<Option> stream_options(StreamFlags& flags);

// Everything is checked; throws std::invalid_argument naming field, rule and value.
Run stream_run(const Config& config);
stream::StreamShape stream_shape(const StreamFlags& flags, const Run& run);
stream::StreamPlan stream_plan(const StreamFlags& flags, const Run& run);
stream::SenderPlan sender_plan(const StreamFlags& flags, const Run& run);
stream::ReceiverPlan receiver_plan(const StreamFlags& flags, const Run& run);
stream::ListenPlan listen_plan(const StreamFlags& flags);

// What `ohmimo stream` takes where nothing is said.
void set_stream_defaults(Config& config);

}  // namespace ohmimo
