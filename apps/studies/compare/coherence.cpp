#include "apps/studies/compare/coherence.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::compare {
namespace {

constexpr double light_m_per_s = 299792458.0, s_per_day = 86400.0;

// First x > 0 with J0(x) = value, by bisection: J0 falls from 1 to below 0 between 0 and 3.
double inverse_j0(double value) {
  double low = 0.0, high = 3.0;
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (std::cyl_bessel_j(0.0, middle) > value ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

Mobility at_speed(const CoherenceOptions& options, double speed_kmh) {
  Mobility mobility = options.mobility;
  mobility.speed_kmh = speed_kmh;
  return mobility;
}

std::string duration_text(double days) {
  if (days >= 730.0) return fmt::format("{:.3g} years", days / 365.25);
  return days >= 1.0 ? fmt::format("{:.3g} days", days) : fmt::format("{:.3g} hours", days * 24.0);
}

std::string busy_text(double share) {
  if (share < 1.0) return fmt::format("spends {:.3g} % of its time being programmed", 100.0 * share);
  return fmt::format("needs {:.3g} times that long to be programmed", share);
}

std::string speed_text(const SolverCost& solver, const Reprogramming& load) {
  if (load.busy_share >= 1.0) return fmt::format("  {}: cannot follow the channel.\n", solver.name);
  return fmt::format(
      "  {}: {:.3g} Mvec/s and {:.4g} nJ/vector with programming and Gram product; solvers side by side that keep up "
      "with "
      "the coherence bandwidth: {:.0f}.\n",
      solver.name, load.vectors_per_s * 1e-6, load.nJ_per_vector, std::ceil(load.solvers_needed));
}

}  // namespace

void check(const Mobility& mobility) {
  const auto require = [](bool ok, std::string_view rule, double value) {
    if (!ok) throw std::invalid_argument(fmt::format("{}, got {}", rule, value));
  };
  require(mobility.speed_kmh > 0.0 && mobility.speed_kmh <= 2000.0, "speed-kmh must be > 0 and at most 2000",
          mobility.speed_kmh);
  require(mobility.carrier_GHz >= 0.1 && mobility.carrier_GHz <= 300.0, "carrier-ghz must be from 0.1 to 300",
          mobility.carrier_GHz);
  require(mobility.delay_spread_ns > 0.0 && mobility.delay_spread_ns <= 1e6,
          "delay-spread-ns must be > 0 and at most 1e6", mobility.delay_spread_ns);
  require(mobility.correlation > 0.0 && mobility.correlation < 1.0, "coherence must be > 0 and < 1",
          mobility.correlation);
}

double doppler_Hz(const Mobility& mobility) {
  return mobility.speed_kmh / 3.6 * mobility.carrier_GHz * 1e9 / light_m_per_s;
}

double coherence_time_s(const Mobility& mobility) {
  return inverse_j0(mobility.correlation) / (2.0 * M_PI * doppler_Hz(mobility));
}

double coherence_bandwidth_Hz(const Mobility& mobility) {
  const double c = mobility.correlation;
  return std::sqrt(1.0 / (c * c) - 1.0) / (2.0 * M_PI * mobility.delay_spread_ns * 1e-9);
}

Reprogramming reprogramming(const SolverCost& solver, const Mobility& mobility, double endurance_cycles) {
  check(mobility);
  if (!(endurance_cycles >= 1.0 && endurance_cycles <= 1e18))
    throw std::invalid_argument(fmt::format("endurance must be from 1 to 1e18 cycles, got {}", endurance_cycles));
  Reprogramming load;
  load.coherence_s = coherence_time_s(mobility);
  load.bandwidth_Hz = coherence_bandwidth_Hz(mobility);
  load.vectors = load.bandwidth_Hz * load.coherence_s;
  load.programming_s = solver.cost.per_matrix.latency_ns() * 1e-9;
  load.busy_share = load.programming_s / load.coherence_s;
  const double free_share = std::max(1.0 - load.busy_share, 0.0);
  load.vectors_per_s = free_share * 1e9 / solver.cost.per_vector.latency_ns();
  load.solvers_needed = load.vectors_per_s > 0.0 ? load.bandwidth_Hz / load.vectors_per_s : INFINITY;
  load.nJ_per_vector = solver.cost.pJ_per_vector(load.vectors) * 1e-3;
  load.lifetime_days = endurance_cycles * load.coherence_s / s_per_day;
  return load;
}

std::string coherence_text(const SolverCosts& costs, const CoherenceOptions& options) {
  const rram::WriteCount& writing = costs.work.writing;
  const double pulses = static_cast<double>(writing.set_pulses + writing.reset_pulses);
  std::string text = fmt::format(
      "PROGRAMMING AND COHERENCE (modelled hardware; a new channel when correlation falls to {:g}: Clarke's Doppler "
      "spectrum, exponential delay profile)\n  {:.0f} cells per channel, {:.1f} pulses and {:.0f} ns per cell "
      "(simulated write-verify, pulse numbers assumed)\n",
      options.mobility.correlation, static_cast<double>(writing.cells) / costs.work.n_matrix,
      pulses / static_cast<double>(writing.cells), writing.time_s * 1e9 / static_cast<double>(writing.cells));
  for (const double speed_kmh : options.speeds_kmh) {
    const Mobility mobility = at_speed(options, speed_kmh);
    const Reprogramming any = reprogramming(costs.models.front(), mobility, options.endurance_cycles);
    text += fmt::format(
        "At {:g} km/h and {:g} GHz (Doppler {:.3g} Hz, {:g} ns delay spread) a channel lasts {:.3g} ms over {:.3g} "
        "kHz, "
        "{:.4g} vectors; the array {}; {:g} cycles last {}.\n",
        speed_kmh, mobility.carrier_GHz, doppler_Hz(mobility), mobility.delay_spread_ns, any.coherence_s * 1e3,
        any.bandwidth_Hz * 1e-3, any.vectors, busy_text(any.busy_share), options.endurance_cycles,
        duration_text(any.lifetime_days));
    for (const SolverCost& solver : costs.models)
      text += speed_text(solver, reprogramming(solver, mobility, options.endurance_cycles));
  }
  return text + "\n";
}

Table coherence_table(const SolverCosts& costs, const CoherenceOptions& options) {
  struct Line {
    double speed_kmh;
    std::string name;
    Reprogramming load;
  };
  std::vector<Line> lines;
  for (const double speed_kmh : options.speeds_kmh)
    for (const SolverCost& solver : costs.models)
      lines.push_back(
          {speed_kmh, solver.name, reprogramming(solver, at_speed(options, speed_kmh), options.endurance_cycles)});
  Columns<Line> columns;
  columns.add({.name = "speed_kmh", .unit = "km/h"}, [](const Line& line) { return line.speed_kmh; });
  columns.add({.name = "name", .help = "of the model"}, [](const Line& line) { return line.name; });
  const auto add = [&columns](const char* name, const char* unit, const char* help, double Reprogramming::*value) {
    columns.add({.name = name, .unit = unit, .help = help}, [value](const Line& line) { return line.load.*value; });
  };
  add("coherence_s", "s", "how long a channel lasts", &Reprogramming::coherence_s);
  add("bandwidth_hz", "Hz", "over which it is one channel", &Reprogramming::bandwidth_Hz);
  add("programming_s", "s", "of all cells, and the Gram product", &Reprogramming::programming_s);
  add("busy_share", "", "of the time; above 1 the arrays cannot follow", &Reprogramming::busy_share);
  add("vectors_per_s", "1/s", "solved, programming taken off", &Reprogramming::vectors_per_s);
  add("nj_per_vector", "nJ", "programming and Gram product spread over the vectors", &Reprogramming::nJ_per_vector);
  add("lifetime_days", "d", "until the endurance is spent", &Reprogramming::lifetime_days);
  return columns.table(lines);
}

}  // namespace ohmimo::compare
