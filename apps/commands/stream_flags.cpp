#include "apps/commands/stream_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "apps/config/rules.hpp"
#include "apps/fronthaul/packet_plan.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

void add(std::vector<Option>& to, std::vector<Option> options, std::string_view group, bool in_record) {
  for (Option& option : options) {
    option.group = group;
    option.in_record = in_record;
    to.push_back(std::move(option));
  }
}

std::vector<Option> shared_options(StreamFlags& f) {
  return {{"--port", &f.port, "N", "UDP port of the receiver"},
          {"--mtu", &f.mtu, "BYTES", "largest IP packet; a symbol is split between resource blocks"},
          {"--no-comp-header", &f.no_comp_header, "", "no udCompHdr in the packets: both ends agree on the words"},
          {"--eaxc-bits", &f.eaxc_bits, "A/B/C/D", "bits of DU_Port, BandSector, CC and RU_Port in an eAxC_ID"},
          {"--first-eaxc", &f.first_eaxc, "N", "eAxC_ID of antenna 0; the others follow"},
          {"--repeat", &f.repeat, "N", "N slots are made beforehand and sent again and again; 0 = each slot is new"},
          {"--slots", &f.n_slot, "N", "end after so many; 0 = until Ctrl-C"}};
}

std::vector<Option> sender_options(StreamFlags& f) {
  return {{"--to", &f.to, "ADDRESS|none", "of the receiver, IPv4 or IPv6"},
          {"--pace", &f.pace, "FACTOR|max", "of real time; 1 if not given, 0.02 for demo"},
          {"--pcap", &f.capture, "FILE",
           "write all packets to a capture as well (pcapng); with --to none they are addressed to --listen"},
          {"--loss", &f.impairments.loss, "P", "probability that a packet is lost"},
          {"--duplicate", &f.impairments.duplicate, "P", "that it comes twice"},
          {"--reorder", &f.impairments.reorder, "P", "that up to 8 others overtake it"},
          {"--corrupt", &f.impairments.corrupt, "P", "that one of its bits is inverted"},
          {"--jitter-us", &f.impairments.jitter_us, "US", "a packet waits up to so long"}};
}

std::vector<Option> receiver_options(StreamFlags& f) {
  return {{"--listen", &f.listen, "ADDRESS", "0.0.0.0 or :: for all of this machine's"},
          {"--record", &f.record, "FILE", "write what arrives to a capture, with the configuration in it (pcapng)"},
          {"--replay", &f.replay, "FILE", "detect a recording instead of a live stream"},
          {"--pcap-in", &f.capture_in, "FILE", "detect a capture of any origin (pcap or pcapng)"},
          {"--idle-s", &f.idle_s, "S", "end after so long without a packet, once there was one; 0 = never"},
          {"--wait-s", &f.wait_s, "S", "end after so long where no packet comes at all; 0 = never"},
          {"--deadline-s", &f.deadline_s, "S", "a slot is closed so long after its last packet"},
          {"--open-slots", &f.open_slots, "N", "or when so many later slots have begun"},
          {"--buffer-mb", &f.buffer_mb, "MB", "receive buffer asked of the system"},
          {"--ring-mb", &f.ring_mb, "MB", "between the socket and the assembly of slots"},
          {"--page", &f.page, "PORT", "live page at http://127.0.0.1:PORT; 0 = any free port"},
          {"--page-address", &f.page_address, "ADDRESS", "where the page listens"},
          {"--control", &f.control, "", "the page may change detectors and cycles"}};
}

fronthaul::EaxcWidths eaxc_widths(const std::string& text) {
  const std::vector<std::string> parts = split(text, '/');
  require(parts.size() == 4, "eaxc-bits", "four numbers A/B/C/D", text);
  std::array<int, 4> bits{};
  for (std::size_t k = 0; k < 4; ++k) bits[k] = integer_from_text("eaxc-bits", parts[k]);
  const fronthaul::EaxcWidths widths = {bits[0], bits[1], bits[2], bits[3]};
  fronthaul::check_widths(widths);
  return widths;
}

double pace_of(const StreamFlags& flags) {
  const std::string& text = flags.pace;
  if (text.empty()) return flags.action == "demo" ? 0.02 : 1.0;
  if (text == "max") return 0.0;
  const double pace = number_from_text("pace", text);
  require(pace > 0.0 && pace <= 100.0, "pace", "max, or > 0 and <= 100 times real time", text);
  return pace;
}

}  // namespace

void set_stream_defaults(Config& config) {
  config.link.n_rx = 16;
  config.link.n_user = 4;
  config.link.modulation = "16qam";
  config.link.snr = snr_grid_from_text("12");
  config.channel.model = "tdl-c";
  config.slot.grid.n_prb = 24;
  config.slot.fronthaul = "bfp9";
  config.csi.model = "lmmse-robust";
  config.csi.noise_var = "estimated";
  config.detector.names = {"mmse", "rram-mmse"};
  config.output.out = "out/stream";
}

std::vector<Option> stream_options(StreamFlags& flags) {
  flags.link.adapt = set_stream_defaults;
  flags.link.unused = {"min-errors",    "max-frames",  "max-bits", "max-seconds",         "min-error-channels",
                       "fixed-channel", "granularity", "golden",   "vectors-per-channel", "exact-statistics"};
  std::vector<Option> options = {{"ACTION", &flags.action, "send|receive|demo",
                                  "send: the radio's end; receive: the end that detects; demo: both in one program"}};
  add(options, shared_options(flags), "both ends", true);
  add(options, sender_options(flags), send_group, false);
  add(options, receiver_options(flags), receive_group, false);
  for (Option& option : ber_options(flags.link)) options.push_back(std::move(option));
  option_named(options, "--snr").help = "one value [dB], in the definition of --snr-def";
  return options;
}

Run stream_run(const Config& config) {
  require(config.slot.fronthaul != "none", "fronthaul",
          joined_words(fronthaul::iq_format_words, ", ", " or ") + " for a stream", config.slot.fronthaul);
  require(config.code.harq == CodeSection{}.harq, "harq",
          "none for a stream, in which nothing is sent again on request", config.code.harq);
  Run run = make_run(config);
  require(run.snr_db.size() == 1, "snr", "one value for a stream", fmt::format("{} values", run.snr_db.size()));
  return run;
}

stream::StreamShape stream_shape(const StreamFlags& flags, const Run& run) {
  stream::StreamShape shape;
  const SlotGrid& grid = run.config.slot.grid;
  shape.format = {run.link.words->iq, !flags.no_comp_header, eaxc_widths(flags.eaxc_bits), grid.n_prb, grid.scs_khz};
  shape.n_rx = run.config.link.n_rx;
  shape.n_symbol = grid.n_symbol;
  require_range("first-eaxc", flags.first_eaxc, 0, 65535);
  const int n_port = 1 << shape.format.eaxc.ru_port;
  require(flags.first_eaxc % n_port + shape.n_rx <= n_port, "rx",
          fmt::format("<= {} antennas from RU_Port {} on, of {} bits in eaxc-bits", n_port - flags.first_eaxc % n_port,
                      flags.first_eaxc % n_port, shape.format.eaxc.ru_port),
          shape.n_rx);
  shape.first_eaxc = static_cast<std::uint16_t>(flags.first_eaxc);
  require_range("mtu", flags.mtu, 576, 65535);
  const bool v6 = (flags.to + flags.listen).find(':') != std::string::npos;
  shape.plan =
      fronthaul::packet_plan(shape.format, flags.mtu, v6 ? fronthaul::IpVersion::v6 : fronthaul::IpVersion::v4);
  return shape;
}

stream::StreamPlan stream_plan(const StreamFlags& flags, const Run& run) {
  require_range("repeat", flags.repeat, 0, 5120);
  return {run.link, stream_shape(flags, run), run.id.seed, run.noise_var(run.snr_db.front()),
          static_cast<std::uint32_t>(flags.repeat)};
}

stream::SenderPlan sender_plan(const StreamFlags& flags, const Run& run) {
  check_impairments(flags.impairments);
  require_range("port", flags.port, 1, 65535);
  require(flags.n_slot >= 0, "slots", ">= 0", flags.n_slot);
  stream::SenderPlan plan;
  static_cast<stream::StreamPlan&>(plan) = stream_plan(flags, run);
  plan.n_slot = static_cast<std::uint64_t>(flags.n_slot);
  plan.pace = pace_of(flags);
  plan.impairments = flags.impairments;
  if (flags.to != "none") plan.to = stream::Endpoint{flags.to, static_cast<std::uint16_t>(flags.port)};
  plan.capture = flags.capture;
  const stream::Endpoint receiver = {plan.to ? flags.to : flags.listen, static_cast<std::uint16_t>(flags.port)};
  plan.captured_to = stream::udp_address(plan.to ? "to" : "listen", receiver);
  return plan;
}

stream::ReceiverPlan receiver_plan(const StreamFlags& flags, const Run& run) {
  require(flags.n_slot >= 0, "slots", ">= 0", flags.n_slot);
  require_range("open-slots", flags.open_slots, 1, 64);
  require_range("deadline-s", flags.deadline_s, 0.001, 3600.0, "s");
  require_range("idle-s", flags.idle_s, 0.0, 1e6, "s");
  require_range("wait-s", flags.wait_s, 0.0, 1e6, "s");
  stream::ReceiverPlan plan;
  static_cast<stream::StreamPlan&>(plan.crew) = stream_plan(flags, run);
  plan.crew.threads = run.threads;
  plan.rules = {.open_slots = flags.open_slots, .deadline_s = flags.deadline_s};
  plan.n_slot = static_cast<std::uint64_t>(flags.n_slot);
  plan.idle_s = flags.idle_s;
  plan.wait_s = flags.wait_s;
  plan.record = flags.record;
  return plan;
}

stream::ListenPlan listen_plan(const StreamFlags& flags) {
  require_range("port", flags.port, 0, 65535);
  require_range("buffer-mb", flags.buffer_mb, 1, 1024);
  require_range("ring-mb", flags.ring_mb, 1, 16384);
  stream::ListenPlan plan;
  plan.at = {flags.listen, static_cast<std::uint16_t>(flags.port)};
  plan.receive_buffer_bytes = flags.buffer_mb << 20;
  plan.ring_bytes = static_cast<std::size_t>(flags.ring_mb) << 20;
  plan.datagram_bytes = (static_cast<std::size_t>(flags.mtu) + 127) / 64 * 64;
  return plan;
}

}  // namespace ohmimo
