#include "rram/circuit/circuit.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "rram/numbers/require.hpp"

namespace ohmimo::rram {
namespace {

void require_positive(std::string_view field, double value, bool infinite_allowed, std::string_view unit) {
  if (value > 0.0 && (infinite_allowed || std::isfinite(value))) return;
  throw std::invalid_argument(
      fmt::format("circuit {} must be > 0{}{}, got {}", field, unit, infinite_allowed ? "" : " and finite", value));
}

void require_not_negative(std::string_view field, double value, std::string_view unit) {
  if (value >= 0.0 && std::isfinite(value)) return;
  throw std::invalid_argument(fmt::format("circuit {} must be >= 0{} and finite, got {}", field, unit, value));
}

struct AmplifierFields {
  std::string_view gain, gbwp, offset_sigma;
};

// Names are whole: each tile of each matrix is validated, and to put them together took longer than the checks.
void validate(const AmplifierFields& field, const AmplifierModel& amplifier) {
  require_positive(field.gain, amplifier.gain, true, "");
  require_positive(field.gbwp, amplifier.gbwp_hz, false, " Hz");
  require_not_negative(field.offset_sigma, amplifier.offset_sigma_V, " V");
}

}  // namespace

void validate(const CircuitModel& model) {
  validate({"amplifier gain", "amplifier gbwp", "amplifier offset sigma"}, model.amplifier);
  validate({"inverter gain", "inverter gbwp", "inverter offset sigma"}, model.inverter);
  require_not_negative("row wire", model.wire.r_row_ohm, " ohm");
  require_not_negative("column wire", model.wire.r_col_ohm, " ohm");
  require_positive("clamp", model.clamp_V, true, " V");
  require_positive("source conductance", model.g_source_S, false, " S");
  require_positive("feedback conductance", model.g_feedback_S, false, " S");
  require_not_negative("input conductance", model.g_in_S, " S");
  require_positive("inverter conductance", model.g_inverter_S, false, " S");
  require_not_negative("row capacitance", model.c_row_F, " F");
  require_not_negative("output resistance", model.r_out_ohm, " ohm");
  require_positive("slew", model.slew_V_per_s, true, " V/s");
  require_not_negative("temperature", model.temperature_K, " K");
}

void validate(const AnalogueModel& model) {
  validate(model.circuit);
  require(model.wire_accuracy >= 0.0 && model.wire_accuracy < 1.0, "wire accuracy must be >= 0 and < 1",
          model.wire_accuracy);
  require(model.full_scale_V > 0.0 && std::isfinite(model.full_scale_V), "dac full scale must be > 0 V and finite",
          model.full_scale_V);
  for (const double read_s : {model.inverse_read_s, model.product_read_s})
    require(read_s > 0.0 && std::isfinite(read_s), "read time must be > 0 s and finite", read_s);
}

}  // namespace ohmimo::rram
