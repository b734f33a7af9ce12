#include "apps/commands/spice_deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include "apps/results/text_file.hpp"
#include "apps/text/text.hpp"

namespace ohmimo {

namespace fs = std::filesystem;

namespace {

double gain_from_text(std::string_view field, const std::string& text) {
  if (text == "inf")
    throw std::invalid_argument(fmt::format("{} must be finite: a deck has no ideal amplifier, got inf", field));
  return number_from_text(field, text);
}

rram::WireModel wire_model(const SpiceFlags& flags) {
  rram::WireModel wire;
  if (!flags.wire_ohm.empty() && !(flags.row_ohm.empty() && flags.col_ohm.empty()))
    throw std::invalid_argument("wire-ohm must not be given together with row-ohm or col-ohm, got " + flags.wire_ohm);
  const auto ohm = [](std::string_view field, const std::string& text) {
    const double value = number_from_text(field, text);
    if (value < 0.0) throw std::invalid_argument(fmt::format("{} must be >= 0 ohm, got {}", field, value));
    return value;
  };
  if (!flags.wire_ohm.empty()) wire.r_row_ohm = wire.r_col_ohm = ohm("wire-ohm", flags.wire_ohm);
  if (!flags.row_ohm.empty()) wire.r_row_ohm = ohm("row-ohm", flags.row_ohm);
  if (!flags.col_ohm.empty()) wire.r_col_ohm = ohm("col-ohm", flags.col_ohm);
  return wire;
}

}  // namespace

rram::CircuitModel circuit_model(const SpiceFlags& flags) {
  rram::CircuitModel model;
  model.clamp_V = INFINITY;  // not in the deck
  model.wire = wire_model(flags);
  model.amplifier.gain = model.inverter.gain = gain_from_text("gain", flags.gain);
  model.amplifier.gbwp_hz = model.inverter.gbwp_hz = number_from_text("gbwp-hz", flags.gbwp_hz);
  if (!flags.inverter_gain.empty()) model.inverter.gain = gain_from_text("inverter-gain", flags.inverter_gain);
  if (!flags.inverter_gbwp_hz.empty())
    model.inverter.gbwp_hz = number_from_text("inverter-gbwp-hz", flags.inverter_gbwp_hz);
  model.amplifier.offset_sigma_V = model.inverter.offset_sigma_V = number_from_text("offset-v", flags.offset_v);
  model.c_row_F = number_from_text("c-row-f", flags.c_row_f);
  model.r_out_ohm = number_from_text("r-out-ohm", flags.r_out_ohm);
  rram::validate(model);
  return model;
}

rram::SpiceRun spice_run(const SpiceFlags& flags, double rate) {
  constexpr double most = 1e5;  // steps
  rram::SpiceRun run;
  run.limit_s = number_from_text("spice-seconds", flags.spice_seconds);
  if (!(run.limit_s > 0.0))
    throw std::invalid_argument(fmt::format("spice-seconds must be > 0 s, got {}", run.limit_s));
  if (flags.tran.empty()) return run;
  run.stop_s = number_from_text("tran", flags.tran);
  if (!(run.stop_s > 0.0 && 100.0 * run.stop_s * rate <= most))
    throw std::invalid_argument(
        fmt::format("tran must be > 0 and at most {:.4g} s, 1000 times the slowest time constant, got {} s",
                    most / (100.0 * rate), run.stop_s));
  run.points = std::max(run.points, static_cast<int>(std::ceil(100.0 * run.stop_s * rate)));
  return run;
}

void write_deck(std::string deck, const std::string& text, const SpiceFlags& flags) {
  std::string comments;
  for (const std::string& line : split(text, '\n'))
    if (!line.empty()) comments += "* " + line + "\n";
  deck.insert(deck.find('\n') + 1, comments + "* ohmimo " OHMIMO_VERSION "\n");
  if (flags.deck.empty() || fs::is_directory(flags.deck))
    throw std::invalid_argument("deck must be a file, got " + in_quotes(flags.deck));
  const std::string& input = flags.matrix.file;  // FILE or FILE:NAME
  refuse_input_as_output("deck", flags.deck, {input, input.substr(0, input.rfind(':'))});
  // The folder of a deck that is named must be there.
  if (flags.given.contains("deck"))
    require_writable_file("deck", flags.deck);
  else
    require_writable_folder(fs::absolute(flags.deck).parent_path());
  write_text_file(flags.deck, deck);
}

}  // namespace ohmimo
