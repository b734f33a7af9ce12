#include "apps/studies/ber/ber_run.hpp"

#include <algorithm>

namespace ohmimo::ber {
namespace {

double seconds_for_point(double max_seconds, double used_seconds, std::size_t points_left) {
  return std::max(0.0, max_seconds - used_seconds) / static_cast<double>(points_left);
}

bool all_below(const std::vector<BerRow>& rows, double ber) {
  return std::ranges::all_of(
      rows, [ber](const BerRow& row) { return (row.blocks ? row.block_interval : row.interval).high < ber; });
}

}  // namespace

std::vector<BerRow> ber_rows(const Run& run, const BerWatch& watch) {
  const auto interrupted = [&] { return watch.interrupt != nullptr && *watch.interrupt; };
  const RunControl control = {run.threads, watch.interrupt, watch.progress};
  std::vector<BerRow> rows;
  double used_seconds = 0.0;
  for (std::size_t k = 0; k < run.snr_db.size() && !interrupted(); ++k) {
    if (watch.begin_point) watch.begin_point(k);
    const LinkPoint point = {run.id.seed, static_cast<std::uint32_t>(k), run.noise_var(run.snr_db[k])};
    StopRule stop = run.stop;
    stop.max_seconds = seconds_for_point(run.stop.max_seconds, used_seconds, run.snr_db.size() - k);
    const PointResult result = run_point(run.link, point, stop, control);
    used_seconds += result.seconds;
    if (result.counts[0].bits == 0) break;  // interrupted before the first frame
    const std::vector<BerRow> added = make_rows(run, result, run.snr_db[k], rows);
    rows.insert(rows.end(), added.begin(), added.end());
    if (watch.end_point) watch.end_point(added, rows);
    if (all_below(added, watch.min_ber)) break;
  }
  return rows;
}

}  // namespace ohmimo::ber
