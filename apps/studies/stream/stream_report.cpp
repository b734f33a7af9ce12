#include "apps/studies/stream/stream_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "apps/fronthaul/ecpri.hpp"

namespace ohmimo::stream_study {

using stream::Accounts;
using stream::AntennaAccount;
using stream::DetectionTotals;
using stream::ReceiverState;

namespace {

struct AntennaLine {
  int rx;
  int eaxc;
  fronthaul::Eaxc parts;
  AntennaAccount account;
};

struct QualityLine {
  CurveId curve;
  std::size_t user;
  double evm;
  std::uint64_t n_symbol;
};

double decibel(double amplitude) {
  return 20 * std::log10(amplitude);
}

std::string curve_text(const CurveId& curve) {
  return curve.cycle > 0 ? fmt::format("{}/{}", curve.detector, curve.cycle) : curve.detector;
}

// Parts that are not 0, with their counts.
std::string listed(const std::vector<std::pair<std::uint64_t, std::string>>& parts) {
  std::vector<std::string> texts;
  for (const auto& [count, text] : parts)
    if (count > 0) texts.push_back(fmt::format("{} {}", count, text));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string malformed_text(const Accounts& accounts) {
  std::vector<std::pair<std::uint64_t, std::string>> parts;
  for (std::size_t k = 1; k < accounts.malformed.size(); ++k)
    parts.emplace_back(accounts.malformed[k], std::string(decode_fault_text(static_cast<fronthaul::DecodeFault>(k))));
  return listed(parts);
}

}  // namespace

Run run_with(const Run& run, const DetectionTotals& totals) {
  Config config = run.asked;
  config.detector.names.clear();
  for (const CurveId& curve : totals.curves)
    if (config.detector.names.empty() || config.detector.names.back() != curve.detector)
      config.detector.names.push_back(curve.detector);
  return config.detector.names == run.config.detector.names ? run : make_run(config);
}

std::vector<ber::BerRow> stream_rows(const Run& run, const DetectionTotals& totals, double seconds) {
  PointResult result;
  result.counts = totals.count.counts;
  result.user_counts = totals.count.user_counts;
  result.blocks = totals.count.blocks;
  result.user_blocks = totals.count.user_blocks;
  result.tallies = totals.count.tallies;
  result.reason = StopReason::frames;
  result.seconds = seconds;
  return ber::make_rows(run, result, run.snr_db.front(), {});
}

Table antenna_table(const Accounts& accounts, const stream::StreamShape& shape) {
  Columns<AntennaLine> columns;
  columns.add({.name = "rx"}, [](const AntennaLine& l) { return l.rx; });
  columns.add({.name = "eaxc"}, [](const AntennaLine& l) { return l.eaxc; });
  columns.add({.name = "ru_port"}, [](const AntennaLine& l) { return l.parts.ru_port; });
  const auto add = [&columns](const char* name, const char* help, std::uint64_t AntennaAccount::*value) {
    columns.add({.name = name, .help = help}, [value](const AntennaLine& l) { return l.account.*value; });
  };
  add("received", "packets in time, for the first time", &AntennaAccount::received);
  add("lost", "not there when their slot was closed", &AntennaAccount::lost);
  add("late", "came after that", &AntennaAccount::late);
  add("duplicate", "brought nothing new", &AntennaAccount::duplicate);
  add("reordered", "of those received: overtaken", &AntennaAccount::reordered);
  std::vector<AntennaLine> lines;
  for (std::size_t rx = 0; rx < accounts.antennas.size(); ++rx) {
    const auto id = static_cast<std::uint16_t>(shape.first_eaxc + rx);
    lines.push_back({static_cast<int>(rx), id, unpack(shape.format.eaxc, id), accounts.antennas[rx]});
  }
  return columns.table(lines);
}

Table quality_table(const DetectionTotals& totals) {
  Columns<QualityLine> columns;
  columns.add({.name = "detector"}, [](const QualityLine& l) { return l.curve.detector; });
  columns.add({.name = "cycle"}, [](const QualityLine& l) { return l.curve.cycle; });
  columns.add({.name = "user"}, [](const QualityLine& l) { return l.user; });
  columns.add({.name = "symbols"}, [](const QualityLine& l) { return l.n_symbol; });
  columns.add({.name = "evm_percent", .unit = "%", .format = ".4g", .help = "rms error over rms of the sent points"},
              [](const QualityLine& l) { return 100 * l.evm; });
  columns.add({.name = "evm_db", .unit = "dB", .format = ".4g"}, [](const QualityLine& l) { return decibel(l.evm); });
  std::vector<QualityLine> lines;
  for (std::size_t curve = 0; curve < totals.curves.size(); ++curve)
    for (std::size_t user = 0; user < totals.quality.n_user(); ++user) {
      const stream::UserQuality& one = totals.quality.of(curve, user);
      lines.push_back({totals.curves[curve], user, one.evm(), one.n_symbol});
    }
  return columns.table(lines);
}

Facts stream_facts(const ReceiverState& state, const DetectionTotals& totals) {
  const Accounts& a = state.accounts;
  const stream::LatencyHistogram& t = totals.latency;
  const auto measured = [&t](double us) { return t.count() > 0 ? Cell(us) : Cell(); };  // none of a capture
  return {{"seconds", state.seconds},
          {"seconds_on_air", state.on_air_s},
          {"slots_complete", a.complete},
          {"slots_incomplete", a.incomplete},
          {"slots_skipped", a.skipped},
          {"slots_missed", a.missed},
          {"slots_joined", a.joined},
          {"datagrams", a.datagrams},
          {"bytes", a.bytes},
          {"malformed", a.n_malformed()},
          {"foreign", a.foreign},
          {"unknown_antenna", a.unknown_antenna},
          {"out_of_time", a.out_of_time},
          {"kernel_drops", a.kernel_drops},
          {"senders", a.senders},
          {"restarts", a.restarts},
          {"latency_p50_us", measured(t.percentile_us(0.5))},
          {"latency_p99_us", measured(t.percentile_us(0.99))},
          {"latency_p999_us", measured(t.percentile_us(0.999))},
          {"latency_longest_us", measured(t.longest_us())}};
}

std::string progress_text(const ReceiverState& state, const DetectionTotals& totals) {
  const Accounts& a = state.accounts;
  const AntennaAccount sum = a.all_antennas();
  std::string text =
      fmt::format("{:.0f} s  {} slots  lost {}", state.seconds, a.complete + a.incomplete + a.skipped, sum.lost);
  if (a.skipped > 0) text += fmt::format("  skipped {}", a.skipped);
  if (a.n_malformed() + a.foreign + a.unknown_antenna > 0)
    text += fmt::format("  refused {}", a.n_malformed() + a.foreign + a.unknown_antenna);
  for (std::size_t k = 0; k < totals.curves.size(); ++k) {
    const ErrorCount& count = totals.count.counts[k];
    if (count.bits == 0) continue;
    text += fmt::format("  {} {:.1e}", curve_text(totals.curves[k]),
                        static_cast<double>(count.bit_errors) / static_cast<double>(count.bits));
  }
  if (totals.latency.count() > 0) text += fmt::format("  p50 {:.1f} ms", 1e-3 * totals.latency.percentile_us(0.5));
  return text;
}

std::vector<std::string> account_sentences(const ReceiverState& state, const DetectionTotals& totals) {
  const Accounts& a = state.accounts;
  const AntennaAccount sum = a.all_antennas();
  std::vector<std::string> lines;
  lines.push_back(fmt::format("slots: {} whole{}", a.complete, [&] {
    const std::string others = listed({{a.incomplete, "with lost packets, which are erased"},
                                       {a.skipped, "skipped whole: detection was slower than the stream"},
                                       {a.missed, "without any packet"},
                                       {a.joined, "begun before we listened, not judged"}});
    return others.empty() ? others : ", " + others;
  }()));
  lines.push_back(fmt::format("packets: {} received, {} lost, {} late, {} duplicate, {} reordered", sum.received,
                              sum.lost, sum.late, sum.duplicate, sum.reordered));
  const std::string refused = listed({{a.n_malformed(), "malformed"},
                                      {a.foreign, "from strangers"},
                                      {a.unknown_antenna, "of unknown eAxC"},
                                      {a.out_of_time, "far from the stream's time"},
                                      {a.kernel_drops, "dropped by the kernel"}});
  if (!refused.empty()) lines.push_back("refused: " + refused);
  if (a.n_malformed() > 0) lines.push_back("malformed: " + malformed_text(a));
  if (a.senders > 1 || a.restarts > 0)
    lines.push_back(fmt::format("the stream began anew: {} sender(s), {} jump(s) of time", a.senders, a.restarts));
  if (state.seconds > 0)
    lines.push_back(fmt::format("{:.1f} s, {:.3g} of real time, {:.3g} kpacket/s, {:.3g} Mb/s of UDP payload",
                                state.seconds, state.on_air_s / state.seconds,
                                1e-3 * static_cast<double>(a.datagrams) / state.seconds,
                                8e-6 * static_cast<double>(a.bytes) / state.seconds));
  const stream::LatencyHistogram& t = totals.latency;
  if (t.count() > 0)
    lines.push_back(
        fmt::format("latency from a slot's last packet to its bits: p50 {:.2f} ms, p99 {:.2f}, p99.9 {:.2f}, "
                    "longest {:.2f}",
                    1e-3 * t.percentile_us(0.5), 1e-3 * t.percentile_us(0.99), 1e-3 * t.percentile_us(0.999),
                    1e-3 * t.longest_us()));
  for (std::size_t k = 0; totals.n_slot > 0 && k < totals.curves.size(); ++k)
    lines.push_back(fmt::format("EVM of {}: {:.2f} % ({:.1f} dB)", curve_text(totals.curves[k]),
                                100 * totals.quality.of_curve(k).evm(), decibel(totals.quality.of_curve(k).evm())));
  return lines;
}

std::vector<std::string> doubt_sentences(const stream::ReceiverReport& report) {
  std::vector<std::string> lines;
  const std::uint64_t received = report.state.accounts.all_antennas().received;
  if (received == 0 && !report.other_ports.empty()) {
    std::vector<std::pair<std::uint64_t, std::string>> parts;
    for (const auto& [port, count] : report.other_ports) parts.emplace_back(count, fmt::format("to port {}", port));
    lines.push_back(fmt::format("the capture holds UDP datagrams to other ports ({}): --port chooses", listed(parts)));
  }
  // No detector that receives what was sent has that many errors.
  const auto is_guess = [](const ErrorCount& count) {
    return count.bits > 1000 && static_cast<double>(count.bit_errors) > 0.45 * static_cast<double>(count.bits);
  };
  if (!report.totals.count.counts.empty() && std::ranges::all_of(report.totals.count.counts, is_guess))
    lines.push_back(
        "half of all bits are wrong: do both ends have the same --seed, --prb, --rx, --users, --modulation and "
        "pilots?");
  const std::uint64_t lost = report.state.accounts.all_antennas().lost;
  if (received > 0 && lost > received / 4)
    lines.push_back(
        fmt::format("{:.0f} % of the packets are lost: do both ends have the same --prb, --rx, --symbols and --mtu?",
                    100.0 * static_cast<double>(lost) / static_cast<double>(lost + received)));
  const std::uint64_t unknown = report.state.accounts.unknown_antenna;
  if (unknown > (received + unknown) / 100)
    lines.push_back(
        fmt::format("{:.0f} % of the packets are of antennas that are none of ours: "
                    "do both ends have the same --rx, --first-eaxc and --eaxc-bits?",
                    100.0 * static_cast<double>(unknown) / static_cast<double>(unknown + received)));
  if (report.state.accounts.skipped > report.state.accounts.complete / 10)
    lines.push_back("slots were skipped because detection is slower than the stream: a lower --pace, fewer detectors");
  return lines;
}

std::vector<std::string> sender_sentences(const stream::SenderReport& report) {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("sent {} slots, {} packets, {:.3g} MB in {:.1f} s: {:.3g} of real time, {:.3g} Mb/s",
                              report.slots, report.packets, 1e-6 * static_cast<double>(report.bytes), report.seconds,
                              report.real_time_factor,
                              report.seconds > 0 ? 8e-6 * static_cast<double>(report.bytes) / report.seconds : 0.0));
  lines.push_back(fmt::format("gain {:.1f} dB (words per unit of y); {} of {} words cut at full scale", report.gain_db,
                              report.n_cut, report.n_word));
  const std::string harm = listed({{report.impairments.lost, "lost"},
                                   {report.impairments.twice, "sent twice"},
                                   {report.impairments.reordered, "held back"},
                                   {report.impairments.corrupted, "corrupted"}});
  if (!harm.empty()) lines.push_back("on demand: " + harm);
  if (report.refused > 0)
    lines.push_back(fmt::format("{} packets were refused by the system: {}", report.refused, report.refusal));
  return lines;
}

}  // namespace ohmimo::stream_study
