// The claims on throughput and energy. Every ratio is solver / reference by the benchmark's own count of operations
// unless its row says otherwise.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/studies/audit/audit.hpp"
#include "apps/studies/audit/benchmark_points.hpp"
#include "apps/studies/compare/baseline.hpp"

namespace ohmimo::audit {
namespace {

struct Reference {
  std::string name;
  double value;  // op/s or op/s/W
};

// The published lines, then one multiprocessor and a whole card by their data sheets (energy: the card).
std::vector<Reference> references(std::string_view figure) {
  std::vector<Reference> list;
  for (const std::string_view name : digital_references)
    list.push_back({std::string(name), digital_reference(figure, name)});
  const bool speed = figure == "5c";
  for (const auto& [name, id] : {std::pair{"H100", "ref_h100_sxm"}, std::pair{"Vega 20", "ref_vega20_mi60"}}) {
    const compare::Baseline& gpu = compare::published_baseline(id);
    if (speed) list.push_back({fmt::format("{} multiprocessor", name), *gpu.peak_flop_per_s / gpu.multiprocessors});
    list.push_back({fmt::format("{} card, peak", name), *gpu.peak_flop_per_s / (speed ? 1.0 : *gpu.power_mW() * 1e-3)});
  }
  return list;
}

AuditRow ratios(std::string view, double value, const std::vector<Reference>& list) {
  AuditRow row{std::move(view), {}};
  for (const Reference& reference : list) row.values.push_back(value / reference.value);
  return row;
}

// What a new channel costs a real system of n rows: every cell written, and the Gram matrix of n/2 users and 128
// antennas.
struct ChannelWork {
  double programming_s, programming_J;
  double gram_ops;  // two to a product and sum
};

constexpr int n_antenna = 128;

ChannelWork channel_work(int n, double cells_at_once, const compare::SolverCosts& costs) {
  const rram::SolverWork& work = costs.work;
  const int n_slice = work.config.word_bits / work.config.slice_bits;
  const double cells = n * static_cast<double>(n) * (1.0 + 2.0 * n_slice);
  const double share = cells / static_cast<double>(work.writing.cells);
  const double users = n / 2.0, macs = 4.0 * n_antenna * users * (users + 1.0) / 2.0;
  return {share * work.writing.time_s / cells_at_once, share * work.writing.energy_J, 2.0 * macs};
}

// Rows of a claim: the same point of the benchmark under stricter accounts.
class Accounts {
 public:
  Accounts(std::string_view figure, const AuditOptions& options, const compare::SolverCosts& costs)
      : figure_(figure), reuse_(options.n_reuse), costs_(costs), list_(references(figure)) {}

  const std::vector<Reference>& list() const { return list_; }
  double point(const BenchmarkCase& benchmark) const { return benchmark_point(figure_, benchmark); }

  AuditRow plain(std::string view, const BenchmarkCase& benchmark) const {
    return ratios(std::move(view), point(benchmark), list_);
  }

  // The digital side factors its matrix once per channel, as detectors do.
  AuditRow factor_reused(const BenchmarkCase& benchmark) const {
    return ratios(fmt::format("the same, references factor the matrix once for {:g} vectors", reuse_),
                  point(benchmark) * reused_share(benchmark.n), list_);
  }

  // And the solver is programmed, and both form the Gram matrix, on the same digital hardware: the reference's time or
  // energy for it is added to either side.
  AuditRow all_included(const BenchmarkCase& benchmark, double cells_at_once = 1.0) const {
    const ChannelWork channel = channel_work(benchmark.n, cells_at_once, costs_);
    const double own = equivalent_ops(benchmark.n, 1.0) / point(benchmark);  // s, or J
    const double programming = (figure_ == "5c" ? channel.programming_s : channel.programming_J) / reuse_;
    AuditRow row{fmt::format("the same, with programming, {:g} cell{} at once, and the Gram matrix at the reference's "
                             "rate on both sides",
                             cells_at_once, cells_at_once > 1.0 ? "s" : ""),
                 {}};
    for (const Reference& reference : list_) {
      const double gram = channel.gram_ops / reference.value / reuse_;
      const double solve = equivalent_ops(benchmark.n, reuse_) / reference.value;
      row.values.push_back((solve + gram) / (own + programming + gram));
    }
    return row;
  }

 private:
  double reused_share(int n) const { return equivalent_ops(n, reuse_) / equivalent_ops(n, 1.0); }

  std::string figure_;
  double reuse_;
  const compare::SolverCosts& costs_;
  std::vector<Reference> list_;
};

std::vector<std::string> names_of(const std::vector<Reference>& list) {
  std::vector<std::string> names;
  for (const Reference& reference : list) names.push_back(reference.name);
  return names;
}

// Over the three published references.
std::pair<double, double> published_range(const AuditRow& row) {
  const auto [low, high] = std::minmax_element(row.values.begin(), row.values.begin() + digital_references.size());
  return {*low, *high};
}

std::string range_text(const AuditRow& row) {
  const auto [low, high] = published_range(row);
  return fmt::format("{:.3g} to {:.3g}", low, high);
}

constexpr BenchmarkCase headline{"assumed", true, 128}, built{"measured", false, 128};

AuditClaim headline_claim(const Accounts& accounts, std::string title, double claimed) {
  AuditClaim claim;
  claim.title = std::move(title);
  claim.unit = "times the reference";
  claim.columns = names_of(accounts.list());
  claim.rows = {
      accounts.plain("claim's own accounting: assumed circuits (20/10 ns), one 128x128 inversion array", headline),
      accounts.factor_reused(headline),
      accounts.all_included(headline),
      accounts.all_included(headline, headline.n),
      accounts.plain("assumed circuits, inversion arrays of 32 rows", {"assumed", false, 128}),
      accounts.plain("measured circuits (120/60 ns), one 128x128 inversion array", {"measured", true, 128}),
      accounts.plain("measured circuits, inversion arrays of 32 rows", built),
      accounts.factor_reused(built),
      accounts.all_included(built),
      accounts.all_included(built, built.n),
      accounts.plain("measured circuits at n = 16, the system of the 128x8 ASIC", {"measured", false, 16}),
      accounts.plain("assumed circuits at n = 16", {"assumed", false, 16})};
  claim.assumptions = {
      "amplifiers six times faster than those measured (20/10 ns for 120/60 ns)",
      "one inversion array of 128 rows; the largest built has 8, sizes of 32 to 64 are called useful",
      "a new matrix for every vector, so that the digital side repeats its cubic factorisation, while "
      "programming the arrays costs nothing",
      "the reference is one of the thousands of cores of a GPU, or an ASIC built for n = 16, not n = 128"};
  const auto [low, high] = published_range(claim.rows[0]);
  const auto [built_low, built_high] = published_range(claim.rows[6]);
  if (built_low >= claimed)
    claim.verdict = Verdict::holds;
  else
    claim.verdict = high >= claimed ? Verdict::holds_only_if : Verdict::does_not_hold;
  claim.reason = fmt::format(
      "{:.4g} to {:.4g} times by its own accounting{}; {:.3g} to {:.3g} times with the circuits measured and arrays "
      "that "
      "can be built. With programming, Gram product and a digital side that factors once per channel {} times remain, "
      "{} with the circuits measured.",
      low, high,
      low >= claimed    ? ", for every reference"
      : high >= claimed ? ", which reaches the claim for some references only"
                        : ", which misses the claim",
      built_low, built_high, range_text(claim.rows[2]), range_text(claim.rows[8]));
  return claim;
}

AuditClaim small_claim(const Accounts& speed, const Accounts& energy) {
  const BenchmarkCase n32{"measured", false, 32};
  AuditClaim claim;
  claim.title = "N = 32 beats all digital";
  claim.claim =
      "With measured circuits a single array of 32 rows is faster and more efficient than all digital references.";
  claim.rests_on = "Fig. 5c and 5d at n = 32, measured: 8.72e9 op/s, 1.32e11 op/s/W.";
  claim.assumptions = {"a GPU is one of its cores", "programming and Gram product are free",
                       "the matrix is factored again for every vector by the digital side"};
  claim.unit = "times the reference (throughput)";
  claim.columns = names_of(speed.list());
  claim.rows = {speed.plain("claim's own accounting, throughput", n32), speed.factor_reused(n32),
                speed.all_included(n32)};
  const AuditRow energy_row = energy.plain("", n32), energy_all = energy.all_included(n32);
  const bool own = published_range(claim.rows[0]).first > 1.0 && published_range(energy_row).first > 1.0;
  const bool strict = published_range(claim.rows[2]).first > 1.0 && published_range(energy_all).first > 1.0 &&
                      *std::ranges::min_element(claim.rows[0].values) > 1.0;
  claim.verdict = strict ? Verdict::holds : own ? Verdict::holds_only_if : Verdict::does_not_hold;
  claim.reason = fmt::format(
      "Throughput {} times, efficiency {} times the published references. A whole H100 at its peak is {:.3g} times "
      "faster; with programming, Gram product and one factor per channel throughput is {} times, efficiency {} times.",
      range_text(claim.rows[0]), range_text(energy_row), 1.0 / claim.rows[0].values[4], range_text(claim.rows[2]),
      range_text(energy_all));
  return claim;
}

AuditClaim block_claim(const Accounts& speed, const Accounts& energy) {
  AuditClaim claim;
  claim.title = "about 10x throughput at N = 128";
  claim.claim =
      "With measured circuits and blocks of 32 rows, N = 128 gains about 10x in throughput and 3 to 5x in efficiency.";
  claim.rests_on = "Fig. 5c and 5d at n = 128, measured, blocks: 2.94e10 op/s, 2.47e11 op/s/W.";
  claim.assumptions = {"a GPU is one of its cores", "programming and Gram product are free",
                       "the matrix is factored again for every vector by the digital side",
                       "the ASIC keeps its rate at n = 128, though it was built for n = 16"};
  claim.unit = "times the reference (throughput)";
  claim.columns = names_of(speed.list());
  claim.rows = {speed.plain("claim's own accounting, throughput", built), speed.factor_reused(built),
                speed.all_included(built)};
  const auto [low, high] = published_range(claim.rows[0]);
  const AuditRow energy_row = energy.plain("", built), energy_all = energy.all_included(built);
  const bool own = low > 9.0 && published_range(energy_row).first > 2.0;
  const bool strict = published_range(claim.rows[2]).first > 9.0;
  claim.verdict = strict ? Verdict::holds : own && high > 10.0 ? Verdict::holds_only_if : Verdict::does_not_hold;
  claim.reason = fmt::format(
      "{:.3g}, {:.3g} and {:.3g} times (H100 core, Vega core, ASIC), efficiency {} times. With programming, Gram "
      "product "
      "and one factor per channel: throughput {} times, efficiency {} times.",
      claim.rows[0].values[1], claim.rows[0].values[2], claim.rows[0].values[0], range_text(energy_row),
      range_text(claim.rows[2]), range_text(energy_all));
  return claim;
}

// Assumed over measured circuits at every published point.
AuditClaim faster_circuits_claim(const AuditOptions& options, const compare::SolverCosts& costs) {
  AuditClaim claim;
  claim.title = "another x4 with faster circuits";
  claim.claim = "Circuits of 20/10 ns instead of 120/60 ns gain another factor of 4 in throughput and efficiency.";
  claim.rests_on = "Fig. 5c and 5d, assumed over measured points.";
  claim.assumptions = {"20 and 10 ns are projected, not measured", "programming takes no time"};
  claim.unit = "assumed over measured";
  claim.columns = {"smallest", "largest"};
  const auto gains = [&](std::string_view figure, bool with_channel) {
    double low = INFINITY, high = 0.0;
    for (const BenchmarkCase point : {BenchmarkCase{"", false, 4},
                                      {"", false, 8},
                                      {"", false, 16},
                                      {"", false, 32},
                                      {"", false, 64},
                                      {"", false, 128},
                                      {"", true, 64},
                                      {"", true, 128}}) {
      const double ops = equivalent_ops(point.n, 1.0);
      const double more = with_channel ? channel_work(point.n, 1.0, costs).programming_s / options.n_reuse : 0.0;
      const double slow = ops / benchmark_point(figure, {"measured", point.single, point.n}) + more;
      const double fast = ops / benchmark_point(figure, {"assumed", point.single, point.n}) + more;
      low = std::min(low, slow / fast);
      high = std::max(high, slow / fast);
    }
    return std::vector<double>{low, high};
  };
  claim.rows = {{"claim's own accounting, throughput", gains("5c", false)},
                {"efficiency", gains("5d", false)},
                {fmt::format("throughput with programming once for {:g} vectors", options.n_reuse), gains("5c", true)}};
  const double own = claim.rows[0].values[0], with_channel = claim.rows[2].values[0];
  claim.verdict = with_channel >= 4.0 ? Verdict::holds : own >= 4.0 ? Verdict::holds_only_if : Verdict::does_not_hold;
  claim.reason = fmt::format(
      "{:.3g} to {:.3g} times in throughput, {:.3g} to {:.3g} times in efficiency, as long as programming is left out; "
      "with "
      "it the gain is {:.3g} to {:.3g} times, for programming does not get faster with the amplifiers.",
      own, claim.rows[0].values[1], claim.rows[1].values[0], claim.rows[1].values[1], with_channel,
      claim.rows[2].values[1]);
  return claim;
}

}  // namespace

std::vector<AuditClaim> benchmark_claims(const AuditOptions& options, const compare::SolverCosts& costs) {
  const Accounts speed("5c", options, costs), energy("5d", options, costs);
  AuditClaim fast = headline_claim(speed, "1000x throughput", 1000.0);
  fast.claim = "Throughput 1000 times that of digital processors.";
  fast.rests_on = "Fig. 5c at n = 128, assumed circuits, single array: 2.13e12 op/s.";
  AuditClaim efficient = headline_claim(energy, "100x energy efficiency", 100.0);
  efficient.assumptions.back() = "the ASIC keeps its efficiency at n = 128, though it was built for n = 16";
  efficient.claim = "Energy efficiency 100 times that of digital processors.";
  efficient.rests_on = "Fig. 5d at n = 128, assumed circuits, single array: 5.92e12 op/s/W.";
  return {fast, efficient, small_claim(speed, energy), block_claim(speed, energy),
          faster_circuits_claim(options, costs)};
}

}  // namespace ohmimo::audit
