#include "apps/link/code_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "apps/link/link_run.hpp"
#include "phy/coding/transport_block_size.hpp"
#include "phy/estimation/pilots.hpp"

namespace ohmimo {
namespace {

constexpr double most_code_rate = 0.95;  // beyond, a receiver need not decode (TS 38.214, 5.1.3)

int pilot_symbols(const UplinkConfig& uplink) {
  if (!uplink.slot || !uplink.csi.uses_pilots()) return 0;
  return static_cast<int>(PilotGrid(uplink.slot->grid, uplink.slot->pilots, uplink.n_user).symbols().size());
}

// Resource elements of a block, without a slot: the size goes by all of them, as there are no resource blocks.
void set_flat_block(const LinkConfig& config, BlockShape& shape, int& n_payload) {
  shape.n_element = static_cast<std::size_t>(config.code->n_channel) * config.uplink.n_vector;
  n_payload = coding::transport_block_size(static_cast<int>(shape.n_element), config.code->mcs);
}

void set_slot_block(const LinkConfig& config, BlockShape& shape, int& n_payload) {
  const SlotGrid& grid = config.uplink.slot->grid;
  const int n_pilot = pilot_symbols(config.uplink);
  const coding::Allocation allocation{grid.n_prb, grid.n_symbol, 12 * n_pilot};
  n_payload = coding::transport_block_size(allocation, config.code->mcs);
  shape.n_element = allocation.n_data();
  shape.n_pilot = static_cast<std::size_t>(grid.n_subcarrier()) * n_pilot;
}

}  // namespace

BlockShape block_shape(const LinkConfig& config) {
  const CodeConfig& code = *config.code;
  if (code.mcs.bits_per_symbol != config.constellation.bits_per_symbol)
    throw std::invalid_argument(fmt::format("modulation must be that of the MCS, of {} bits a symbol, got {}",
                                            code.mcs.bits_per_symbol, config.constellation.bits_per_symbol));
  BlockShape shape;
  int n_payload = 0;
  config.uplink.slot ? set_slot_block(config, shape, n_payload) : set_flat_block(config, shape, n_payload);
  shape.segmentation = coding::segment(n_payload, code.mcs.code_rate());
  shape.transmission = {static_cast<int>(shape.n_element) * code.mcs.bits_per_symbol, code.mcs.bits_per_symbol, 1,
                        code.versions.front(), 0};
  if (!(shape.code_rate() <= most_code_rate))
    throw std::invalid_argument(fmt::format(
        "a block must have enough resource elements for a code rate of at most {}, got {} element(s) for {} bits "
        "with CRC: more {} or a lower rate would do",
        most_code_rate, shape.n_element, shape.segmentation.n_checked(),
        config.uplink.slot ? "prb or symbols" : "vectors-per-channel, code-channels"));
  return shape;
}

double pilot_share(const LinkConfig& config) {
  if (!config.uplink.slot) return 0.0;
  return static_cast<double>(pilot_symbols(config.uplink)) / config.uplink.slot->grid.n_symbol;
}

void BlockCount::add_unit(std::uint64_t n_block, std::uint64_t n_error) {
  blocks += n_block;
  block_errors += n_error;
  units += 1;
  unit_errors += n_error > 0 ? 1 : 0;
  sum_sq_errors += n_error * n_error;
}

BlockCount& BlockCount::operator+=(const BlockCount& other) {
  blocks += other.blocks;
  block_errors += other.block_errors;
  units += other.units;
  unit_errors += other.unit_errors;
  sum_sq_errors += other.sum_sq_errors;
  undetected += other.undetected;
  info_bits += other.info_bits;
  info_bit_errors += other.info_bit_errors;
  transmissions += other.transmissions;
  decoded += other.decoded;
  iterations += other.iterations;
  return *this;
}

}  // namespace ohmimo
