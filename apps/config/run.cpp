#include "apps/config/run.hpp"

#include <algorithm>
#include <thread>

#include "apps/config/link_setup.hpp"

namespace ohmimo {

RunId run_id(const Config& config) {
  return {config.run.seed, config_hash(config), OHMIMO_VERSION};
}

double Run::noise_var(double at_snr_db) const {
  return noise_var_from_snr_db(at_snr_db, config.link.snr_def, shape);
}

Run make_run(const Config& given) {
  Run run;
  run.config = with_automatic_values(given);
  run.asked = given;
  const RunSection& rule = run.config.run;
  run.link = link_config(run.config);
  if (run.link.code) run.block = block_shape(run.link);
  run.shape = link_shape(run.config);
  run.curves = curves_of(run.link);
  for (const CurveId& curve : run.curves) run.theory.push_back(curve_theory(run.link, curve, rule.seed));
  run.snr_db = run.config.link.snr.points();
  run.stop = {rule.min_errors, rule.max_frames, rule.max_seconds, rule.max_bits, rule.min_error_channels};
  run.threads = thread_count(run.config);
  run.id = run_id(run.config);
  return run;
}

int thread_count(const Config& config) {
  if (config.run.threads > 0) return config.run.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace ohmimo
