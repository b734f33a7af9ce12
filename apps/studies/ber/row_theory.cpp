#include "apps/studies/ber/row_theory.hpp"

#include <cmath>
#include <memory>
#include <stdexcept>

#include "apps/config/run.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::ber {
namespace {

using plot::Rows;

int whole(const Rows& rows, std::size_t row, std::string_view column) {
  const double value = rows.number(row, column);
  if (!(value >= 1.0 && value <= 1e6)) throw std::invalid_argument("not a size");
  return static_cast<int>(value);
}

// A run whose theory is that of the row.
Run run_of(const Rows& rows, std::size_t row, SnrKind kind) {
  Config config;
  config.link.n_rx = whole(rows, row, "n_rx");
  config.link.n_user = whole(rows, row, "n_user");
  config.link.vectors_per_channel = whole(rows, row, "vectors_per_channel");
  config.link.modulation = rows.text(row, "modulation");
  config.link.snr_def = kind;
  config.channel.model = rows.text(row, "channel");
  config.channel.fixed = rows.text(row, "fixed_channel") == "1";
  config.channel.user_spread_db = rows.number(row, "user_spread_db");
  config.detector.names = {rows.text(row, "detector")};
  config.run.seed = natural_from_text("seed", rows.text(row, "seed"));
  check(config);
  return make_run(config);
}

}  // namespace

std::function<double(double snr_db)> row_theory(const Rows& rows, std::span<const std::size_t> places,
                                                SnrKind kind) try {
  const auto run = std::make_shared<Run>(run_of(rows, places.front(), kind));
  if (!run->theory.front().known()) return {};
  const auto form = [run](double snr_db) { return *run->theory.front().ber(run->noise_var(snr_db)); };
  const Run in_es_n0 = run_of(rows, places.front(), SnrKind::es_n0_user);
  for (const std::size_t row : places) {
    const double ber = *in_es_n0.theory.front().ber(in_es_n0.noise_var(rows.number(row, "esn0_user_db")));
    if (!(std::abs(ber - rows.number(row, "theory_ber")) <= 1e-4 * ber)) return {};
  }
  return form;
} catch (const std::invalid_argument&) {
  return {};
}

}  // namespace ohmimo::ber
