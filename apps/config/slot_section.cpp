#include "apps/config/slot_section.hpp"

#include "apps/config/channel_law.hpp"
#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "apps/fronthaul/iq_format.hpp"
#include "channel/registry.hpp"
#include "channel/slot_config.hpp"
#include "phy/estimation/pilots.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace grid(Config& config) {
  return &(config.slot.grid.*member);
}

FieldPlace granularity(Config& config) {
  return &config.slot.granularity;
}

FieldPlace fronthaul_words(Config& config) {
  return &config.slot.fronthaul;
}

FieldPlace headroom(Config& config) {
  return &config.slot.headroom_db;
}

template <auto member>
FieldPlace pilots(Config& config) {
  return &(config.csi.pilots.*member);
}

FieldPlace pilot_kind(Config& config) {
  return &config.csi.pilot_kind;
}

FieldPlace noise_var(Config& config) {
  return &config.csi.noise_var;
}

}  // namespace

std::vector<Field> slot_fields() {
  return {
      {.section = "slot",
       .name = "scs-khz",
       .form = "15|30|60|120",
       .help = "subcarrier spacing [kHz]",
       .place = grid<&SlotGrid::scs_khz>},
      {.section = "slot",
       .name = "prb",
       .form = "N",
       .help = "resource blocks of a slot, 12 subcarriers each",
       .place = grid<&SlotGrid::n_prb>},
      {.section = "slot",
       .name = "symbols",
       .form = "N",
       .help = "OFDM symbols of a slot",
       .place = grid<&SlotGrid::n_symbol>},
      {.section = "slot",
       .name = "granularity",
       .form = joined_words(granularity_words, "|", "|"),
       .help = "one channel per resource element, subcarrier or PRB; re is exact",
       .place = granularity,
       .listed = true},
      {.section = "slot",
       .name = "fronthaul",
       .form = "none|" + joined_words(fronthaul::iq_format_words, "|", "|"),
       .help = "samples reach the receiver as the words of an O-RAN fronthaul: block floating point or 16 bits",
       .place = fronthaul_words,
       .listed = true},
      {.section = "slot",
       .name = "headroom-db",
       .form = "DB",
       .help = "from the rms value of I or Q to full scale of these words",
       .place = headroom},
  };
}

std::vector<Field> pilot_fields() {
  using P = PilotConfig;
  return {
      {.section = "csi",
       .name = "pilots",
       .form = joined_words(pilot_kind_words, "|", "|"),
       .help = "PUSCH DM-RS, or orthogonal DFT pilots for any number of users (not NR)",
       .place = pilot_kind,
       .listed = true},
      {.section = "csi",
       .name = "dmrs-type",
       .form = "1|2",
       .help = "1: 4 users a symbol, 2: 6",
       .place = pilots<&P::dmrs_type>},
      {.section = "csi",
       .name = "dmrs-symbols",
       .form = "1|2",
       .help = "2: double-symbol DM-RS, twice the users",
       .place = pilots<&P::dmrs_symbols>},
      {.section = "csi",
       .name = "dmrs-additional",
       .form = "0|1|2|3",
       .help = "further DM-RS positions of a slot",
       .place = pilots<&P::additional>},
      {.section = "csi",
       .name = "noise-var",
       .form = "known|estimated",
       .help = "N0 as the receiver has it: given, or estimated from pilots",
       .place = noise_var,
       .listed = true},
  };
}

bool needs_slot(const Config& config) {
  return config.slot.fronthaul != "none" || configured_channel(config).law.make_paths ||
         csi_spec(config.csi.model).uses_pilots();
}

PilotConfig pilot_config(const Config& config) {
  PilotConfig pilots = config.csi.pilots;
  pilots.kind = value_of_word("pilots", pilot_kind_words, config.csi.pilot_kind);
  pilots.estimate_noise = config.csi.noise_var == "estimated";
  return pilots;
}

void check_slot(const Config& config) {
  check_slot_grid(config.slot.grid);
  const PilotConfig& pilots = config.csi.pilots;
  require(pilots.dmrs_type == 1 || pilots.dmrs_type == 2, "dmrs-type", "1 or 2", pilots.dmrs_type);
  require(pilots.dmrs_symbols == 1 || pilots.dmrs_symbols == 2, "dmrs-symbols", "1 or 2", pilots.dmrs_symbols);
  require_range("dmrs-additional", pilots.additional, 0, 3);
  require_range("headroom-db", config.slot.headroom_db, 0.0, 60.0, "dB");
  if (!needs_slot(config)) return;
  require(config.link.vectors_per_channel == 1, "vectors-per-channel",
          "1 where frames are slots, whose granularity says it", config.link.vectors_per_channel);
  if (csi_spec(config.csi.model).uses_pilots()) PilotGrid(config.slot.grid, pilot_config(config), config.link.n_user);
  if (config.slot.fronthaul == "none") return;
  require(config.slot.granularity == "re", "granularity", "re where samples come over a fronthaul",
          config.slot.granularity);
  require(!config.scene.scene.keep_gain, "keep-gain",
          "off where samples come over a fronthaul, whose gain is set for channels of unit mean power", "on");
}

}  // namespace ohmimo
