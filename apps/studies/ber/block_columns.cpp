#include "apps/studies/ber/block_columns.hpp"

namespace ohmimo::ber {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void add_shape(Columns<BerLine>& columns) {
  columns.add({.name = "code"}, [](const BerLine& line) { return line.run.config.code.code; });
  columns.add({.name = "code_rate", .format = ".6f", .help = "bits before encoding, with CRC, over bits sent"},
              [](const BerLine& line) { return line.run.block->code_rate(); });
  columns.add({.name = "block_bits", .help = "information bits of a block"},
              [](const BerLine& line) { return line.run.block->segmentation.n_payload; });
  columns.add({.name = "block_elements", .help = "resource elements with data that a block of a user takes"},
              [](const BerLine& line) { return line.run.block->n_element; });
  columns.add({.name = "block_channels", .help = "channels that a block lies on; empty: a slot"},
              [](const BerLine& line) {
                return line.run.link.uplink.slot ? std::nullopt : std::optional(line.run.link.code->n_channel);
              });
  columns.add({.name = "max_iterations"}, [](const BerLine& line) { return line.run.link.code->iterations; });
  columns.add({.name = "harq"}, [](const BerLine& line) { return line.run.config.code.harq; });
}

void add_block_errors(Columns<BerLine>& columns) {
  const auto add = [&columns](const char* name, const char* help, std::uint64_t BlockCount::*value) {
    columns.add({.name = name, .help = help}, [value](const BerLine& line) { return *line.row.blocks.*value; });
  };
  add("blocks", "transport blocks, one of every user", &BlockCount::blocks);
  add("block_errors", "after the last transmission", &BlockCount::block_errors);
  columns.add({.name = "bler", .format = ".6e", .help = "block_errors / blocks"},
              [](const BerLine& line) { return line.row.block_interval.ber; });
  columns.add({.name = "bler_low", .format = ".6e", .help = "lower end of the 95 % interval, over channels"},
              [](const BerLine& line) { return line.row.block_interval.low; });
  columns.add({.name = "bler_high", .format = ".6e", .help = "upper end"},
              [](const BerLine& line) { return line.row.block_interval.high; });
  columns.add({.name = "bler_is_upper_limit", .help = "no block error was seen"},
              [](const BerLine& line) { return line.row.block_interval.upper_limit; });
  add("block_units", "channels or slots that blocks are independent between", &BlockCount::units);
  add("error_units", "of these with block errors", &BlockCount::unit_errors);
  add("undetected_errors", "block errors whose CRC holds", &BlockCount::undetected);
}

}  // namespace

double goodput(const Run& run, const BlockCount& count) {
  if (count.units == 0) return 0.0;
  const double n_user = static_cast<double>(count.blocks) / static_cast<double>(count.units);
  const double delivered = static_cast<double>(count.blocks - count.block_errors) * run.block->segmentation.n_payload;
  const double elements = static_cast<double>(run.block->n_element + run.block->n_pilot);
  return n_user * delivered / (static_cast<double>(count.transmissions) * elements);
}

void add_blocks(Columns<BerLine>& columns) {
  add_shape(columns);
  add_block_errors(columns);
  columns.add({.name = "goodput_bit_per_re",
               .unit = "bit per resource element",
               .format = ".6g",
               .help = "information delivered by all users, over all elements sent, pilots among them"},
              [](const BerLine& line) { return goodput(line.run, *line.row.blocks); });
  columns.add({.name = "mean_transmissions", .format = ".6g", .help = "of a block"},
              [](const BerLine& line) { return share(line.row.blocks->transmissions, line.row.blocks->blocks); });
  columns.add({.name = "mean_iterations", .format = ".6g", .help = "of the decoder, each time that it ran"},
              [](const BerLine& line) { return share(line.row.blocks->iterations, line.row.blocks->decoded); });
  columns.add({.name = "info_bits"}, [](const BerLine& line) { return line.row.blocks->info_bits; });
  columns.add({.name = "info_bit_errors"}, [](const BerLine& line) { return line.row.blocks->info_bit_errors; });
  columns.add({.name = "info_ber", .format = ".6e", .help = "info_bit_errors / info_bits; ber is that before decoding"},
              [](const BerLine& line) { return share(line.row.blocks->info_bit_errors, line.row.blocks->info_bits); });
}

}  // namespace ohmimo::ber
