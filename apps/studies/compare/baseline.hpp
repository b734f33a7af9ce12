// Published detectors and reference devices (data/baselines/detectors.toml): what was stated, and what follows from it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::compare {

struct Baseline {
  enum class Kind { asic, asic_design, fpga, testbed, cpu, many_core, gpu, gpu_peak, analogue, analogue_simulation };
  enum class Grade { confirmed, mixed, memory };

  std::string id;    // citation key
  std::string name;  // of the design, for people; may be empty
  Kind kind = Kind::asic;
  Grade grade = Grade::memory;
  int year = 0;
  std::string device, modulation, algorithm, output, format, preprocessing, included, source, doi,
      note;  // may be empty
  std::optional<int> n_rx, n_user;
  int bits_per_symbol = 0;                                // of modulation; 0 = not stated
  int multiprocessors = 0, cores_per_multiprocessor = 0;  // of gpu_peak: SMs or CUs, and their FP32 lanes

  const std::string& design() const { return name.empty() ? id : name; }

  // As stated; empty = not stated.
  std::optional<double> node_nm, supply_V, clock_MHz, throughput_Gbps, area_mm2, peak_flop_per_s;
  std::optional<double> stated_power_mW, stated_energy_pJ_per_bit;

  // Derived: energy per bit = power / throughput, and the other way round. Empty where an input is missing.
  std::optional<double> power_mW() const;
  std::optional<double> energy_pJ_per_bit() const;
  std::optional<double> vectors_per_s() const;  // throughput / (users log2 M)
  std::optional<double> nJ_per_vector() const;  // power / vectors per s
  std::optional<double> Gbps_per_mm2() const;
};

std::string_view kind_name(Baseline::Kind kind);
std::string_view grade_name(Baseline::Grade grade);

// The table compiled in, read once.
const std::vector<Baseline>& published_baselines();

// Throws std::invalid_argument if there is no row of that name.
const Baseline& published_baseline(std::string_view id);

// From text; name is used in messages. Throws std::invalid_argument naming table, row, field, rule and value: unknown
// fields, quantities without a unit or not > 0, no source or grade, a row with power, energy or area of an integrated
// circuit but no node, stated power, energy and throughput that disagree by more than 2 %.
std::vector<Baseline> parse_baselines(std::string_view text, std::string_view name);

}  // namespace ohmimo::compare
