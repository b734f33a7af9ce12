#include "apps/commands/stream.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <span>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/option_use.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/stream_flags.hpp"
#include "apps/config/channel_summary.hpp"
#include "apps/config/rules.hpp"
#include "apps/fronthaul/capture.hpp"
#include "apps/link/memory.hpp"
#include "apps/stream/loopback.hpp"
#include "apps/studies/stream/live_view.hpp"
#include "apps/studies/stream/stream_report.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace stream_study;

namespace {

void print_lines(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) fmt::print("{}\n", line);
  std::fflush(stdout);
}

void print_run(const Run& run, const stream::StreamShape& shape) {
  fmt::print("{}x{} {}, SNR {} dB ({}), {} packet(s) a symbol and antenna, {} a slot\n", run.config.link.n_rx,
             run.config.link.n_user, run.config.link.modulation, run.snr_db.front(),
             snr_kind_name(run.config.link.snr_def), shape.plan.size(), shape.packets_per_antenna() * shape.n_rx);
  print_lines(channel_summary(run));
}

// Linux cuts a request above net.core.rmem_max without an error.
void print_listening(const StreamFlags& flags, std::uint16_t port, int buffer_bytes) {
  fmt::print("listening at {} port {}, receive buffer {:.3g} MB\n", flags.listen, port, 1e-6 * buffer_bytes);
  std::fflush(stdout);
  if (buffer_bytes < flags.buffer_mb << 20)
    fmt::print(stderr,
               "ohmimo: the system granted {:.3g} of {} MiB of receive buffer: bursts may be lost; "
               "sysctl net.core.rmem_max={} allows it\n",
               buffer_bytes / 1048576.0, flags.buffer_mb, flags.buffer_mb << 20);
}

int send(const StreamFlags& flags, const Run& run) {
  const stream::SenderPlan plan = sender_plan(flags, run);
  print_run(run, plan.shape);
  ProgressLine progress;
  const stream::SenderReport report =
      stream::send_stream(plan, interrupt_flag(), [&](const stream::SenderReport& so_far) {
        if (progress.due())
          progress.show(fmt::format("{:.0f} s  {} slots  {:.3g} of real time  {} packets  refused {}", so_far.seconds,
                                    so_far.slots, so_far.real_time_factor, so_far.packets, so_far.refused));
      });
  progress.clear();
  print_lines(sender_sentences(report));
  return interrupt_code();
}

void write_results(const RunFolder& folder, const Run& run, const stream::StreamShape& shape,
                   const stream::ReceiverReport& report) {
  std::vector<ber::BerRow> rows;
  for (const stream::DetectionTotals& earlier : report.earlier) {
    const std::vector<ber::BerRow> more = stream_rows(run_with(run, earlier), earlier, report.state.seconds);
    rows.insert(rows.end(), more.begin(), more.end());
  }
  const std::vector<ber::BerRow> last = stream_rows(run_with(run, report.totals), report.totals, report.state.seconds);
  rows.insert(rows.end(), last.begin(), last.end());
  folder.write("stream.csv", csv_text(ber::ber_table(run, rows)));
  folder.write("stream_antennas.csv", csv_text(antenna_table(report.state.accounts, shape)));
  folder.write("stream_evm.csv", csv_text(quality_table(report.totals)));
}

void print_rows(const std::vector<ber::BerRow>& rows) {
  for (const ber::BerRow& row : rows)
    fmt::print("{:<14} cycle {}  BER {:.3e} ({:.2e} to {:.2e})  {} errors in {} bits, {} slots\n", row.curve.detector,
               row.curve.cycle, row.interval.ber, row.interval.low, row.interval.high, row.count.bit_errors,
               row.count.bits, row.count.frames);
  for (const ber::BerRow& row : rows)
    if (row.blocks)
      fmt::print("{:<14} cycle {}  BLER {:.3e} ({:.2e} to {:.2e})  {} of {} blocks wrong\n", row.curve.detector,
                 row.curve.cycle, row.block_interval.ber, row.block_interval.low, row.block_interval.high,
                 row.blocks->block_errors, row.blocks->blocks);
}

// A line every minute, so that a long run shows that nothing grows.
class MinuteLines {
 public:
  void look(const stream::ReceiverState& state) {
    const int minutes = static_cast<int>(seconds_since(start_) / 60.0);
    if (minutes == said_) return;
    said_ = minutes;
    fmt::print("{} min: {} slots, {} packets lost, {} dropped by the kernel, peak memory {:.1f} MB\n", minutes,
               state.accounts.complete + state.accounts.incomplete, state.accounts.all_antennas().lost,
               state.accounts.kernel_drops, peak_megabytes());
    std::fflush(stdout);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  int said_ = 0;
};

// The page wants soft bits, which need the detectors' error variance.
std::unique_ptr<LiveView> live_view(const StreamFlags& flags, const Run& run, stream::ReceiverPlan& plan) {
  if (!flags.page) {
    require(!flags.control, "control", "given with --page", "no page");
    return nullptr;
  }
  const int port = integer_from_text("page", *flags.page);
  require_range("page", port, 0, 65535);
  for (DetectorConfig& detector : plan.crew.link.detectors) detector.output = Output::x_and_var;
  plan.crew.quality.soft_bits = true;
  auto view = std::make_unique<LiveView>(
      run, plan.crew.shape,
      stream::LivePageOptions{
          .address = flags.page_address, .port = static_cast<std::uint16_t>(port), .control = flags.control});
  fmt::print("live page: {}\n", view->url());
  std::fflush(stdout);
  return view;
}

// receiving(plan, watch) does the work.
template <class Receive>
int receive(const StreamFlags& flags, const Run& run, const std::string& record, Receive receiving) {
  RunOutput files = output_of("stream", run.asked, record);
  files.other_prefixes = {"stream_"};
  RunFolder folder = open_run_folder(files, flags.link.output);
  stream::ReceiverPlan plan = receiver_plan(flags, run);
  plan.record_comment = record_text(run.asked, record);
  plan.record_port = static_cast<std::uint16_t>(flags.port);
  print_run(run, plan.crew.shape);
  ProgressLine progress;
  MinuteLines minutes;
  stream::ReceiverWatch watch;
  const std::unique_ptr<LiveView> view = live_view(flags, run, plan);
  watch.look = [&](const stream::ReceiverState& state, stream::DetectionCrew& crew) {
    if (view) view->look(state, crew);
    minutes.look(state);
    if (progress.due() && state.accounts.datagrams > 0) progress.show(progress_text(state, crew.totals()));
  };
  const stream::ReceiverReport report = receiving(plan, watch);
  progress.clear();
  if (view) view->end(report.state, report.totals);
  if (report.totals.n_slot > 0) {
    write_results(folder, run, plan.crew.shape, report);
    folder.publish();
    print_rows(stream_rows(run_with(run, report.totals), report.totals, report.state.seconds));
  }
  print_lines(account_sentences(report.state, report.totals));
  print_lines(doubt_sentences(report));
  if (plan.crew.repeat > 0 && report.totals.n_slot > plan.crew.repeat)
    fmt::print("the same {} slots came again and again: the BER is theirs, and its interval too narrow\n",
               plan.crew.repeat);
  if (!report.fault.empty())
    fmt::print(stderr, "ohmimo: {}; {} slot(s) are detected\n", report.fault, report.totals.n_slot);
  if (report.totals.n_slot == 0) {
    fmt::print(stderr, "ohmimo: no slot was received; nothing is written\n");
    end_run(folder, false);
    return interrupt_code() != 0 ? interrupt_code() : 1;
  }
  for (const char* name : {"stream.csv", "stream_antennas.csv", "stream_evm.csv"})
    fmt::print("{}\n", folder.shown(name).string());
  return end_run(folder, report.fault.empty(), stream_facts(report.state, report.totals));
}

int receive_live(const StreamFlags& flags, const Run& run, const std::string& record) {
  return receive(flags, run, record, [&](const stream::ReceiverPlan& plan, stream::ReceiverWatch& watch) {
    const stream::ListenPlan listen = listen_plan(flags);
    watch.listening = [&](std::uint16_t port, int buffer_bytes) { print_listening(flags, port, buffer_bytes); };
    return stream::receive_stream(plan, listen, interrupt_flag(), watch);
  });
}

int receive_file(const StreamFlags& flags, const Run& run, const std::string& record, const std::string& path) {
  return receive(flags, run, record, [&](const stream::ReceiverPlan& plan, stream::ReceiverWatch& watch) {
    return stream::receive_capture(plan, path, static_cast<std::uint16_t>(flags.port), interrupt_flag(), watch);
  });
}

// Both ends on this machine, at any free port.
int demo(const StreamFlags& flags, const Run& run, const std::string& record) {
  return receive(flags, run, record, [&](const stream::ReceiverPlan& plan, stream::ReceiverWatch& watch) {
    watch.listening = [&](std::uint16_t port, int buffer_bytes) { print_listening(flags, port, buffer_bytes); };
    const stream::LoopbackReport report =
        stream::run_loopback(sender_plan(flags, run), plan, listen_plan(flags), interrupt_flag(), watch);
    print_lines(sender_sentences(report.sent));
    return report.received;
  });
}

// Options of the other end would change nothing.
void refuse_other_end(const StreamFlags& flags, std::span<const Option> options) {
  const auto refuse = [&](std::string_view name) {
    if (flags.link.given.contains(name))
      throw std::invalid_argument(fmt::format("{} has no effect on stream {}", name, flags.action));
  };
  for (const Option& option : options) {
    const bool of_other = (flags.action == "send" && option.group == receive_group) ||
                          (flags.action == "receive" && option.group == send_group);
    if (of_other && option.name != "--listen") refuse(std::string_view(option.name).substr(2));
  }
  if (flags.action == "demo")
    for (const std::string_view name : {"to", "listen", "port", "replay", "pcap-in", "idle-s", "wait-s"}) refuse(name);
  require(flags.replay.empty() || flags.capture_in.empty(), "replay", "given without --pcap-in",
          in_quotes(flags.replay));
  if (!flags.replay.empty() || !flags.capture_in.empty())
    for (const std::string_view name : {"buffer-mb", "ring-mb", "idle-s", "wait-s"})
      if (flags.link.given.contains(name))
        throw std::invalid_argument(fmt::format("{} has no effect on a capture", name));
}

int run_stream(const StreamFlags& flags, const Config& config, const std::string& record,
               std::span<const Option> options) {
  const std::vector<std::string> actions = {"send", "receive", "demo"};
  if (flags.action.empty()) throw std::invalid_argument("stream needs one of send, receive, demo");
  const std::size_t action = place_of("stream", flags.action, actions);
  refuse_other_end(flags, options);
  refuse_without_effect(flags.link.values, config);
  const Run run = stream_run(config);
  if (flags.link.output.quiet) be_quiet();
  if (action == 0) return send(flags, run);
  if (action == 2) return demo(flags, run, record);
  if (!flags.replay.empty()) return receive_file(flags, run, record, flags.replay);
  if (!flags.capture_in.empty()) return receive_file(flags, run, record, flags.capture_in);
  return receive_live(flags, run, record);
}

constexpr const char* replay_out = "out/replay";

// A recording holds the settings that it was made with.
ConfigFile settings_file(const StreamFlags& flags) {
  if (flags.replay.empty() || flags.link.config) return config_file(flags.link);
  const std::string settings = fronthaul::CaptureReader(flags.replay).comment();
  if (settings.empty())
    throw std::invalid_argument(
        fmt::format("replay must be a recording of `stream receive --record`, got {} without settings in it; --pcap-in "
                    "takes captures of any origin",
                    in_quotes(flags.replay)));
  ConfigFile file = config_file_from_toml(settings, flags.replay);
  file.config.output.out = replay_out;  // that of the recording holds the live run
  return file;
}

}  // namespace

Command stream_command() {
  const auto flags = std::make_shared<StreamFlags>();
  flags->link.default_out = "out/stream";
  return {"stream", "live frames over UDP in the O-RAN fronthaul format: send, receive, demo", stream_options(*flags),
          &flags->link.given, [flags](const Command& command) {
            return with_config(command, flags->link, settings_file(*flags),
                               [&](const Config& config, const std::string& record) {
                                 return run_stream(*flags, config, record, command.options);
                               });
          }};
}

}  // namespace ohmimo
