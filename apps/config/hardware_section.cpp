#include "apps/config/hardware_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "data/data.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace hardware(Config& config) {
  return &(config.hardware.*member);
}

// Tables of data/devices by their bare names, separated by |.
std::string device_names() {
  constexpr std::string_view folder = "devices/", ending = ".toml";
  std::vector<std::string_view> names;
  for (const data::File& file : data::files())
    if (file.name.starts_with(folder) && file.name.ends_with(ending))
      names.push_back(file.name.substr(folder.size(), file.name.size() - folder.size() - ending.size()));
  return fmt::format("{}", fmt::join(names, "|"));
}

std::vector<Field> cell_fields() {
  using H = HardwareSection;
  return {
      {.section = "hardware",
       .name = "device",
       .form = device_names(),
       .help = "resistive memory: a table of data/devices",
       .place = hardware<&H::device>,
       .listed = true},
      {.section = "hardware",
       .name = "levels",
       .form = "N|auto",
       .help = "conductance levels of a cell over the device's range; auto: those of its table",
       .place = hardware<&H::levels>,
       .automatic = 0},
      {.section = "hardware",
       .name = "program-sigma-us",
       .form = "uS",
       .help = "standard deviation of the programming error at every level [uS]; 0 = the device's own law",
       .place = hardware<&H::program_sigma_uS>},
      {.section = "hardware",
       .name = "age-s",
       .form = "S",
       .help = "time since programming [s]: 0, or relaxation and drift from 1 s on",
       .place = hardware<&H::age_s>},
      {.section = "hardware",
       .name = "stuck-min",
       .form = "SHARE",
       .help = "share of cells stuck at the lowest conductance",
       .place = hardware<&H::stuck_min>},
      {.section = "hardware",
       .name = "stuck-max",
       .form = "SHARE",
       .help = "share of cells stuck at the highest conductance",
       .place = hardware<&H::stuck_max>},
      {.section = "hardware",
       .name = "zero-off",
       .form = "",
       .help = "level 0 is a cell switched off by its transistor: exactly 0 S",
       .place = hardware<&H::zero_off>},
      {.section = "hardware",
       .name = "read-noise",
       .form = "",
       .help = "conductances move with every reading",
       .place = hardware<&H::read_noise>},
      {.section = "hardware",
       .name = "rows-per-read",
       .form = "N",
       .help = "of hp-path analogue: inputs driven at once; 0 = all, 2 never misread taox_zuo2025",
       .place = hardware<&H::rows_per_read>},
      {.section = "hardware",
       .name = "hp-adc-bits",
       .form = "N",
       .help = "of hp-path analogue: converter of the lines",
       .place = hardware<&H::hp_adc_bits>},
  };
}

std::vector<Field> circuit_fields() {
  using H = HardwareSection;
  return {
      {.section = "hardware",
       .name = "dac-bits",
       .form = "N",
       .help = "converters at the low-precision arrays",
       .place = hardware<&H::dac_bits>},
      {.section = "hardware",
       .name = "adc-bits",
       .form = "N",
       .help = "converters at the low-precision arrays",
       .place = hardware<&H::adc_bits>},
      {.section = "hardware",
       .name = "opamp-gain",
       .form = "V/V",
       .help = "open-loop gain at DC; 1e12 is as good as infinite",
       .place = hardware<&H::opamp_gain>},
      {.section = "hardware",
       .name = "gbwp-hz",
       .form = "HZ",
       .help = "gain-bandwidth product of the op-amps [Hz]",
       .place = hardware<&H::gbwp_hz>},
      {.section = "hardware",
       .name = "offset-v",
       .form = "V",
       .help = "standard deviation of the op-amp offsets [V]",
       .place = hardware<&H::offset_V>},
      {.section = "hardware",
       .name = "clamp-v",
       .form = "V",
       .help = "op-amp outputs end at plus and minus this voltage [V]; 1000 is as good as none",
       .place = hardware<&H::clamp_V>},
      {.section = "hardware",
       .name = "wire-ohm",
       .form = "OHM",
       .help = "wire from cell to cell, of rows and columns [ohm]",
       .place = hardware<&H::wire_ohm>},
      {.section = "hardware",
       .name = "c-row-f",
       .form = "F",
       .help = "capacitance of a row [F]",
       .place = hardware<&H::c_row_F>},
      {.section = "hardware",
       .name = "read-time-s",
       .form = "S",
       .help = "from input step to reading of an inversion [s]; half of it for a product",
       .place = hardware<&H::read_time_s>},
  };
}

// Bounds of what a person may mean; rram itself takes any quantity that physics allows.
void check_cells(const HardwareSection& cells) {
  require(cells.age_s == 0.0 || (cells.age_s >= 1.0 && cells.age_s <= 1e12), "age-s", "0 or from 1 to 1e12 s",
          cells.age_s);
  require_range("stuck-min", cells.stuck_min, 0.0, 1.0);
  require_range("stuck-max", cells.stuck_max, 0.0, 1.0);
  require(cells.stuck_min + cells.stuck_max <= 1.0, "stuck-min + stuck-max", "at most 1",
          cells.stuck_min + cells.stuck_max);
  const rram::IntRange counts = rram::level_counts;
  require(cells.levels == 0 || counts.holds(cells.levels), "levels",
          fmt::format("auto or from {} to {}", counts.low, counts.high), cells.levels);
  require_range("rows-per-read", cells.rows_per_read, 0, 4096);
  require_range("hp-adc-bits", cells.hp_adc_bits, rram::hp_adc_bits_range);
}

void check_circuits(const HardwareSection& circuit) {
  require_range("dac-bits", circuit.dac_bits, rram::converter_bits_range);
  require_range("adc-bits", circuit.adc_bits, rram::converter_bits_range);
  require_range("opamp-gain", circuit.opamp_gain, 1.0, 1e12);
  require_range("gbwp-hz", circuit.gbwp_hz, 1e3, 1e12, "Hz");
  require_range("offset-v", circuit.offset_V, 0.0, 0.5, "V");
  require(circuit.clamp_V > 0.0 && circuit.clamp_V <= 1000.0, "clamp-v", "> 0 V and at most 1000 V", circuit.clamp_V);
  require_range("wire-ohm", circuit.wire_ohm, 0.0, 1e5, "ohm");
  require_range("c-row-f", circuit.c_row_F, 0.0, 1e-9, "F");
  require(circuit.read_time_s > 0.0 && circuit.read_time_s <= 1e-3, "read-time-s", "> 0 s and at most 0.001 s",
          circuit.read_time_s);
}

// What the laws of the device allow.
void check_device(const HardwareSection& cells, const rram::DeviceModel& device, const Config& config) {
  require(cells.levels == 0 || cells.program_sigma_uS > 0.0 || device.law == rram::LawKind::gaussian, "device",
          "one without measured levels for other levels, unless program-sigma-us > 0 takes the place of its law",
          cells.device);
  require(config.solver.hp_path != "analogue" || cells.levels == 0 || cells.levels >= rram::n_level, "levels",
          fmt::format("at least {} for hp-path analogue, whose cells hold 3 bits", rram::n_level), cells.levels);
  require(cells.age_s == 0.0 || !device.relaxation.point.empty(), "device", "one with a relaxation law for age-s > 0",
          cells.device);
  require(!cells.zero_off || device.zero_S == 0.0, "device", "one whose level 0 aims at 0 S for zero-off",
          cells.device);
}

}  // namespace

std::vector<Field> hardware_fields() {
  std::vector<Field> fields = cell_fields();
  for (Field& field : circuit_fields()) fields.push_back(std::move(field));
  return fields;
}

void check_hardware(const Config& config) {
  check_cells(config.hardware);
  check_circuits(config.hardware);
  const rram::DeviceModel device = rram::load_device("devices/" + config.hardware.device + ".toml");
  require_range("program-sigma-us", config.hardware.program_sigma_uS, 0.0, 1e6 * device.max_S,
                fmt::format("uS, the most that a cell of {} conducts", config.hardware.device));
  if (rram::fidelity_from_name(config.solver.fidelity).device) check_device(config.hardware, device, config);
}

}  // namespace ohmimo
