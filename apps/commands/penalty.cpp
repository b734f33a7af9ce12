#include "apps/commands/penalty.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "apps/commands/interrupt.hpp"
#include "apps/commands/penalty_plan.hpp"
#include "apps/commands/progress_line.hpp"
#include "apps/commands/terminal.hpp"
#include "apps/config/rules.hpp"
#include "apps/studies/penalty/penalty_map.hpp"
#include "apps/studies/penalty/penalty_report.hpp"
#include "apps/studies/penalty/penalty_table.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

using namespace plot;
using namespace penalty;

namespace {

// Cells of sweeps and maps: an interval of a tenth of the penalty is enough where that is large, and no cell may take
// more than 4096 frames.
constexpr double cell_relative_width = 0.1;
constexpr std::uint64_t cell_max_frames = 4096;

std::string choice_text(const PenaltyPoint& point) {
  std::vector<std::string> words;
  for (const PenaltyPoint::Choice& choice : point.choices)
    words.push_back(fmt::format("{} {}", choice.parameter, choice.value));
  return words.empty() ? "as configured" : fmt::format("{}", fmt::join(words, ", "));
}

// Measures point after point. One may take five times its even share of the time left: most take far less.
class PenaltyCampaign {
 public:
  PenaltyCampaign(const Run& run, const PenaltyFlags& flags, std::size_t n_point)
      : run_(run), rule_(flags.rule), loss_db_(flags.loss_db), n_point_(n_point), interrupted_(interrupt_flag()) {}

  bool interrupted() const { return interrupted_; }

  // A point of a sweep whose interval holds the limit is measured a second time, with an interval 2 to 8 times
  // narrower.
  void measure(PenaltyPoint& point) {
    PenaltyRule rule = rule_;
    rule.max_frames = run_.stop.max_frames;
    if (!point.choices.empty()) {
      rule.relative_width = cell_relative_width;
      rule.max_frames = std::min(rule.max_frames, cell_max_frames);
    }
    const double left_s = std::max(0.0, run_.stop.max_seconds - seconds_since(start_));
    PenaltyControl control;
    control.run = {run_.threads, left_s * std::min(1.0, 5.0 / static_cast<double>(n_point_ - n_done_)), &interrupted_};
    control.progress = [&](double fraction) { show_progress(point, fraction); };
    point.result = measure_penalty(link_pair(point.run), rule, control);
    if (point.choices.size() == 1 && straddles(point.result) && !interrupted_) {
      const double distance_db = std::abs(point.result.penalty_db - loss_db_);
      rule.relative_width = 0.0;
      rule.half_width_db = std::clamp(0.5 * distance_db, rule_.half_width_db / 8.0, rule_.half_width_db / 2.0);
      rule.max_frames = std::min<std::uint64_t>(run_.stop.max_frames, 16 * cell_max_frames);
      point.result = measure_penalty(link_pair(point.run), rule, control);
    }
    ++n_done_;
    line_.clear();
  }

 private:
  bool straddles(const PenaltyResult& r) const {
    return r.status == PenaltyResult::Status::reached && r.low_db <= loss_db_ && r.high_db >= loss_db_;
  }

  void show_progress(const PenaltyPoint& point, double fraction) {
    if (!line_.due()) return;
    const double done = static_cast<double>(n_done_) + std::min(fraction, 1.0), passed_s = seconds_since(start_);
    const double left_s = passed_s * (static_cast<double>(n_point_) - done) / std::max(done, 1e-3);
    line_.show(fmt::format("point {}/{}  {}  {:.0f} %  left {}", n_done_ + 1, n_point_, choice_text(point),
                           100.0 * std::min(fraction, 1.0),
                           duration_text(std::min(left_s, std::max(0.0, run_.stop.max_seconds - passed_s)))));
  }

  const Run& run_;
  PenaltyRule rule_;
  double loss_db_;
  std::size_t n_point_, n_done_ = 0;
  const std::atomic<bool>& interrupted_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ProgressLine line_;
};

// True if the map is there, or there is nothing to draw.
bool write_map(const Run& run, const PenaltySweep& sweep, const PenaltyFlags& flags, const RunFolder& folder) {
  const std::string &x = sweep.parameters[0].name, &y = sweep.parameters[1].name;
  if (has_values(sweep))
    return draw_picture(
        folder, fmt::format("penalty_{}_{}", x, y), flags.link.output,
        [&](const std::filesystem::path& stem) { write_heat_map(penalty_map(run, sweep, flags.rule), stem); });
  fmt::print("no map {} over {}: no cell has a value\n", y, x);
  return true;
}

void run_sweep(const Run& run, PenaltyCampaign& campaign, const PenaltyRule& rule, PenaltySweep& sweep) {
  const bool map = sweep.parameters.size() == 2;
  if (sweep.parameters.size() == 1) print_text(sweep_heading(run.config, sweep.parameters[0]) + "\n");
  if (map) fmt::print("map {} over {}\n", sweep.parameters[1].name, sweep.parameters[0].name);
  for (PenaltyPoint& point : sweep.points) {
    if (campaign.interrupted()) return;
    campaign.measure(point);
    if (!map) print_text(fmt::format("  {:<24} {}\n", choice_text(point), penalty_text(point.result, rule)));
    std::fflush(stdout);
  }
}

void check_flags(const PenaltyFlags& flags) {
  check(flags.rule);
  if (!(flags.loss_db > 0.0 && flags.loss_db <= 10.0))
    throw std::invalid_argument(fmt::format("loss-db must be > 0 and at most 10 dB, got {:g}", flags.loss_db));
}

// The target is one of blocks where there is a code.
void set_rate(const Config& config, PenaltyFlags& flags) {
  constexpr std::array<std::string_view, 1> of_bits = {"target-ber"}, of_blocks = {"target-bler"};
  refuse_given(flags.link.given, is_coded(config) ? of_bits : of_blocks,
               is_coded(config) ? "must not go with a code, which has target-bler" : "must go with code nr-ldpc");
  if (!is_coded(config)) return;
  require(!needs_slot(config), "channel", "one without slots for the penalty of a coded link", config.channel.model);
  flags.rule.target_ber = flags.target_bler;
  flags.rule.rate = "BLER";
}

}  // namespace

Command penalty_command() {
  const auto flags = std::make_shared<PenaltyFlags>();
  for (const std::string_view field : fields_of_whole_slots()) flags->link.unused.push_back(field);
  std::vector<Option> options = ber_options(flags->link);
  name_analogue_detector(options);
  Option& cycles = option_named(options, "--cycles");
  cycles.form = "N";
  cycles.help = "refinement cycles";
  cycles.shown = "3";
  option_named(options, "--max-frames").help = "most frames at one SNR";
  std::vector<Option> own = {
      {"--target-ber", &flags->rule.target_ber, "BER", "bit error rate at which the penalty is taken"},
      {"--target-bler", &flags->target_bler, "BLER", "of a coded link: block error rate at which it is taken"},
      {"--half-width-db", &flags->rule.half_width_db, "DB", "of the 95 % interval wanted [dB]"},
      {"--max-penalty-db", &flags->rule.max_penalty_db, "DB", "where the search ends: not reached [dB]"},
      {"--loss-db", &flags->loss_db, "DB", "what a parameter may cost in the table of limits [dB]"},
      {"--point", &flags->point, "", "the configured setting only, no sweeps"},
      {"--full", &flags->full, "", "maps of all pairs of parameters"},
      {"--pair", &flags->pairs, "NAME,NAME", "map of two parameters, as in wire-ohm,levels; may be repeated"},
      {"--values", &flags->values, "NAME=V,V,...", "values of a parameter, as in wire-ohm=0,5,10; may be repeated"}};
  for (Option& option : own) option.in_record = true;
  options.insert(options.end(), own.begin(), own.end());
  return {"penalty", "SNR that the analogue hardware costs at a target BER, with maps", options, &flags->link.given,
          [flags](const Command& command) {
            return with_config(command, flags->link, [&](const Config& config, const std::string& record) {
              set_rate(config, *flags);
              return run_penalty(make_run(config), *flags, record);
            });
          }};
}

int run_penalty(const Run& run, const PenaltyFlags& flags, const std::string& record) {
  check_flags(flags);
  std::vector<PenaltySweep> sweeps = plan_penalty(run, flags);
  RunOutput files = output_of("penalty", run.asked, record);
  files.other_prefixes = {"penalty_"};
  RunFolder folder = open_run_folder(files, flags.link.output);
  std::size_t n_point = 0;
  for (const PenaltySweep& sweep : sweeps) n_point += sweep.points.size();
  print_text(penalty_heading(run, flags.rule));
  PenaltyCampaign campaign(run, flags, n_point);
  bool whole = true;
  for (PenaltySweep& sweep : sweeps) {
    run_sweep(run, campaign, flags.rule, sweep);
    const Table table = penalty_table(sweeps, flags.rule);
    if (table.rows.empty()) break;
    folder.write("penalty.csv", csv_text(table));
    folder.publish();
    if (sweep.parameters.size() == 2) whole = write_map(run, sweep, flags, folder) && whole;
    if (campaign.interrupted()) break;
  }
  if (flags.point) print_text(point_text(run, sweeps[0].points[0].result));
  if (!flags.point) print_text(limit_table(run.config, sweeps, flags.loss_db, terminal_columns(STDOUT_FILENO)));
  fmt::print("{}\n", folder.shown("penalty.csv").string());
  if (campaign.interrupted()) fmt::print(stderr, "ohmimo: interrupted; the points so far are written\n");
  return end_run(folder, whole, {{"threads", std::int64_t{run.threads}}});
}

}  // namespace ohmimo
