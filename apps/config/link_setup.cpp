#include "apps/config/link_setup.hpp"

#include "apps/config/channel_law.hpp"
#include "apps/config/rules.hpp"
#include "apps/fronthaul/ecpri.hpp"
#include "rram/cells/device_error.hpp"

namespace ohmimo {

LinkShape link_shape(const Config& config) {
  return {config.link.n_rx, config.link.n_user, make_constellation(config.link.modulation).bits_per_symbol};
}

namespace {

rram::AnalogueModel analogue_model(const HardwareSection& hardware) {
  rram::AnalogueModel model;
  for (rram::AmplifierModel* amplifier : {&model.circuit.amplifier, &model.circuit.inverter})
    *amplifier = {.gain = hardware.opamp_gain, .gbwp_hz = hardware.gbwp_hz, .offset_sigma_V = hardware.offset_V};
  model.circuit.clamp_V = hardware.clamp_V;
  model.circuit.wire = {hardware.wire_ohm, hardware.wire_ohm};
  model.circuit.c_row_F = hardware.c_row_F;
  model.inverse_read_s = hardware.read_time_s;
  model.product_read_s = hardware.read_time_s / 2;
  return model;
}

// Without the rung device the levels stay those of the table: its conductances are seen in a dump only.
rram::DeviceModel device_model(const HardwareSection& hardware, bool simulated) {
  rram::DeviceModel device = rram::load_device("devices/" + hardware.device + ".toml");
  if (!simulated) return device;
  if (hardware.program_sigma_uS > 0.0) device = rram::with_gaussian_error(device, hardware.program_sigma_uS / 1e6);
  if (hardware.levels == 0) return device;
  rram::DeviceModel other =
      rram::with_levels(device, {hardware.levels, device.zero_S, device.target_S(device.level.size() - 1)});
  other.min_S = device.min_S;  // where cells stick
  other.max_S = device.max_S;
  return other;
}

void set_hardware(const HardwareSection& hardware, rram::SolverConfig& solver) {
  solver.device = device_model(hardware, solver.fidelity.device);
  solver.cells = {.age_s = hardware.age_s,
                  .read_noise = hardware.read_noise,
                  .stuck_min = hardware.stuck_min,
                  .stuck_max = hardware.stuck_max,
                  .zero_off = hardware.zero_off};
  solver.hp_array = {.rows_per_read = hardware.rows_per_read, .adc_bits = hardware.hp_adc_bits};
  solver.dac_bits = hardware.dac_bits;
  solver.adc_bits = hardware.adc_bits;
  solver.analogue = analogue_model(hardware);
}

}  // namespace

rram::SolverConfig solver_config(const Config& given) {
  const SolverSection section = with_automatic_values(given).solver;
  rram::SolverConfig solver;
  solver.fidelity = rram::fidelity_from_name(section.fidelity);
  set_hardware(given.hardware, solver);
  solver.mapping.kind = value_of_word("mapping", rram::mapping_words, section.mapping);
  solver.word_bits = section.word_bits;
  solver.stages = section.stages;
  solver.schur = value_of_word("schur", rram::schur_words, section.schur);
  solver.block_product = value_of_word("block-product", rram::block_product_words, section.block_product);
  const rram::HpPath path = value_of_word("hp-path", rram::hp_path_words, section.hp_path);
  if (solver.fidelity.quantise) solver.hp_path = path;  // exact arrays hold no slices to be read
  solver.refinement = rram::refinement_from_name(section.refinement);
  solver.equilibrate = section.equilibrate;
  solver.cycles = section.cycles.back();
  return solver;
}

std::optional<SlotConfig> slot_config(const Config& config) {
  if (!needs_slot(config)) return std::nullopt;
  SlotConfig slot{config.slot.grid, value_of_word("granularity", granularity_words, config.slot.granularity),
                  pilot_config(config), config.scene.resolved().max_doppler_hz()};
  if (config.slot.fronthaul == "none") return slot;
  slot.whole_blocks = true;
  slot.payload_period = static_cast<std::uint32_t>(fronthaul::slots_per_wrap(slot.grid.scs_khz));
  return slot;
}

std::optional<WordFormat> word_format(const Config& config) {
  if (config.slot.fronthaul == "none") return std::nullopt;
  return WordFormat{value_of_word("fronthaul", fronthaul::iq_format_words, config.slot.fronthaul),
                    config.slot.headroom_db};
}

LinkConfig link_config(const Config& given) {
  const Config config = with_automatic_values(given);
  LinkConfig link;
  link.uplink = {config.link.n_rx,
                 config.link.n_user,
                 0,
                 config.link.vectors_per_channel,
                 configured_channel(config),
                 config.channel.user_spread_db,
                 config.channel.fixed,
                 config.channel.exact_statistics == "on",
                 csi_spec(config.csi.model),
                 slot_config(config)};
  link.code = code_config(config);
  link.uplink.n_channel = choose_channels_per_frame(link.uplink, link.code ? link.code->n_channel : 1);
  link.words = word_format(config);
  link.constellation = make_constellation(config.link.modulation);
  const rram::SolverConfig solver = solver_config(config);
  const Output output = link.code ? Output::x_and_var : Output::x_only;  // hard decisions need no variance
  for (const std::string& name : config.detector.names)
    link.detectors.push_back({name, config.solver.cycles, solver, output, config.code.error_scale});
  return link;
}

}  // namespace ohmimo
