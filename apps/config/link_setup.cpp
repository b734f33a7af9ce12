#include "apps/config/link_setup.hpp"

#include <algorithm>
#include <thread>

#include "apps/theory/theory.hpp"
#include "detector/linear/reference.hpp"
#include "detector/registry.hpp"
#include "rram/cells/device_error.hpp"

namespace ohmimo {

LinkShape link_shape(const BerConfig& config) {
  return {config.rx, config.users, make_constellation(config.modulation).bits_per_symbol};
}

namespace {

rram::AnalogueModel analogue_model(const BerConfig& config) {
  rram::AnalogueModel model;
  for (rram::AmplifierModel* amplifier : {&model.circuit.amplifier, &model.circuit.inverter})
    *amplifier = {.gain = config.opamp_gain, .gbwp_hz = config.gbwp_hz, .offset_sigma_V = config.offset_v};
  model.circuit.clamp_V = config.clamp_v;
  model.circuit.wire = {config.wire_ohm, config.wire_ohm};
  model.circuit.c_row_F = config.c_row_f;
  model.inverse_read_s = config.read_time_s;
  model.product_read_s = config.read_time_s / 2;
  return model;
}

// Without the rung device the levels stay those of the table: its conductances are seen in a dump only.
rram::DeviceModel device_model(const BerConfig& config, bool simulated) {
  rram::DeviceModel device = rram::load_device("devices/" + config.device + ".toml");
  if (!simulated) return device;
  if (config.program_sigma_s > 0.0) device = rram::with_gaussian_error(device, config.program_sigma_s);
  if (config.levels == 0) return device;
  rram::DeviceModel other =
      rram::with_levels(device, {config.levels, device.zero_S, device.target_S(device.level.size() - 1)});
  other.min_S = device.min_S;  // where cells stick
  other.max_S = device.max_S;
  return other;
}

void set_hardware(const BerConfig& config, rram::SolverConfig& solver) {
  solver.device = device_model(config, solver.fidelity.device);
  solver.cells = {.age_s = config.age_s,
                  .read_noise = config.read_noise,
                  .stuck_min = config.stuck_min,
                  .stuck_max = config.stuck_max,
                  .zero_off = config.zero_off};
  // Exact arrays hold no slices to be read.
  if (config.hp_path == "analogue" && solver.fidelity.quantise) solver.hp_path = rram::HpPath::analogue;
  solver.hp_array = {.rows_per_read = config.rows_per_read, .adc_bits = config.hp_adc_bits};
  solver.dac_bits = config.dac_bits;
  solver.adc_bits = config.adc_bits;
  solver.analogue = analogue_model(config);
}

}  // namespace

rram::SolverConfig solver_config(const BerConfig& given) {
  const BerConfig config = with_automatic_values(given);
  rram::SolverConfig solver;
  solver.fidelity = rram::fidelity_from_name(config.fidelity);
  set_hardware(config, solver);
  solver.mapping.kind = config.mapping == "fixed" ? rram::MappingKind::fixed : rram::MappingKind::fitted;
  solver.word_bits = config.word_bits;
  solver.stages = config.stages;
  solver.schur = config.schur == "exact" ? rram::Schur::exact : rram::Schur::reuse;
  solver.block_product = config.block_product == "low" ? rram::BlockProduct::low : rram::BlockProduct::high;
  solver.refinement = rram::refinement_from_name(config.refinement);
  solver.equilibrate = config.equilibrate;
  solver.cycles = config.cycles.back();
  return solver;
}

LinkConfig link_config(const BerConfig& config) {
  LinkConfig link;
  link.uplink = {config.rx,
                 config.users,
                 0,
                 config.vectors_per_channel,
                 channel_spec(config.channel),
                 config.user_spread_db,
                 config.fixed_channel,
                 with_automatic_values(config).exact_statistics == "on"};
  link.uplink.n_channel = choose_channels_per_frame(link.uplink);
  link.constellation = make_constellation(config.modulation);
  const rram::SolverConfig solver = solver_config(config);
  for (const std::string& name : config.detectors)  // errors are counted on hard decisions
    link.detectors.push_back({name, config.cycles, solver, Output::x_only});
  return link;
}

int thread_count(const BerConfig& config) {
  if (config.threads > 0) return config.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

namespace {

// Post-detection SNRs of zero forcing on the one channel of a fixed-channel run.
std::vector<double> fixed_channel_sinr(const BerConfig& config, double noise_var) {
  const LinkConfig link = link_config(config);
  UplinkFrame frame;
  FrameTruth truth;
  Uplink(link.uplink, link.constellation).generate({config.seed, 0, 0}, noise_var, frame, truth);
  ReferenceSolution solution;
  if (!reference_solve(frame.h.matrix(0), frame.y.matrix(0).col(0), 0.0, solution)) return {};
  std::vector<double> sinr;
  for (double inverse : solution.d) sinr.push_back(1.0 / (noise_var * inverse));
  return sinr;
}

}  // namespace

std::string_view theory_kind(const BerConfig& config, const CurveId& curve) {
  switch (theory_law(curve.detector, config.users)) {
    case TheoryLaw::zero_forcing:
      return "exact";
    case TheoryLaw::mmse:
      return "gaussian-interference";
    case TheoryLaw::none:
      break;
  }
  return "";
}

std::optional<double> theory_ber(const BerConfig& config, const CurveId& curve, double noise_var) {
  const int bits = make_constellation(config.modulation).bits_per_symbol;
  const TheoryLaw law = theory_law(curve.detector, config.users);
  const double es_n0 = 1.0 / noise_var;
  const bool zero_forcing = law == TheoryLaw::zero_forcing;
  if (zero_forcing && config.fixed_channel) {
    const std::vector<double> sinr = fixed_channel_sinr(config, noise_var);
    return sinr.empty() ? std::nullopt : std::optional(ber_given_sinr(bits, sinr));
  }
  if (!channel_spec(config.channel).law.iid) return std::nullopt;
  const std::vector<double> gains = user_gains(config.users, config.user_spread_db);
  if (zero_forcing) return ber_zf_rayleigh(bits, gains, config.rx, es_n0);
  if (law == TheoryLaw::mmse && !config.fixed_channel && config.user_spread_db == 0.0 && config.users < config.rx)
    return ber_mmse_rayleigh(bits, config.users, config.rx, es_n0);
  return std::nullopt;
}

}  // namespace ohmimo
