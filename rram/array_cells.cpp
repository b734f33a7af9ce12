#include "rram/array_cells.hpp"

#include <stdexcept>
#include <utility>

#include "rram/wires/wires.hpp"

namespace ohmimo::rram {
namespace {

// The wires of the product arrays: those given, or those of the rung `wires`.
SliceReads::Effective product_wires(const SolverConfig& config) {
  if (config.hp_wires || !config.fidelity.wires || !config.fidelity.device) return config.hp_wires;
  return [wire = config.analogue.circuit.wire, accuracy = config.analogue.wire_accuracy](const arma::mat& g_S) {
    return wire_array(g_S, wire, accuracy).g_eff;
  };
}

constexpr std::uint32_t high_index = 2;  // 0 and 1 name the effects of the low-precision cells (CellAging)

}  // namespace

ArrayWriters::ArrayWriters(const SolverConfig& config, RngStream& device)
    : low_{.quantise = config.fidelity.quantise, .stream = device} {
  const bool analogue = config.hp_path == HpPath::analogue;
  low_.levels = static_cast<int>(config.device.level.size());
  if (config.fidelity.device) {
    const bool aged = config.cells.change_cells();
    low_.device = &config.device;
    low_.write_verify = config.cells.write_verify;
    if (aged) low_.aging = &low_aging_.emplace(config.device, config.cells, device);
    if (analogue) {
      RngStream copy = device;
      high_stream_.emplace(draw_name(copy), Purpose::device_program, high_index);
      high_.emplace(CellWriter{.device = &config.device, .stream = *high_stream_, .levels = low_.levels});
      high_->write_verify = config.cells.write_verify;
      if (aged) high_->aging = &high_aging_.emplace(config.device, config.cells, *high_stream_);
    }
  }
  if (analogue)
    source_.emplace(
        SliceReads::Source{config.hp_array, high_ ? &*high_ : nullptr, config.cells, product_wires(config)});
}

WriteCount ArrayWriters::pulses() const {
  WriteCount sum = low_.pulses;
  if (high_) sum += high_->pulses;
  return sum;
}

ArrayReading::ArrayReading(const SolverConfig& config, std::shared_ptr<const BlockInverse> inverse, RngStream* read)
    : inverse_(std::move(inverse)) {
  const bool noise = config.fidelity.device && config.cells.read_noise;
  const bool injected = config.hp_path == HpPath::analogue && config.hp_array.error_rate > 0.0;
  if (!noise && !injected) return;
  if (read == nullptr)
    throw std::invalid_argument("solve must be given a read stream for read noise and read errors, got none");
  name_ = draw_name(*read);
  if (config.hp_path != HpPath::analogue) name_.reset();
  if (!noise) return;
  CellReader reader{config.device, config.cells.age_s, *read};
  inverse_ = inverse_->reread(reader);
}

HpReader* ArrayReading::start(std::size_t first, const Lanes& active) {
  high_.active = &active;
  high_.noise.clear();
  for (std::size_t l = 0; name_ && l < n_lane; ++l)
    high_.noise.emplace_back(*name_, Purpose::device_read, static_cast<std::uint32_t>(first + l));
  return &high_;
}

}  // namespace ohmimo::rram
