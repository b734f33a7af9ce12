#include "apps/config/code_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>

#include "apps/config/link_setup.hpp"
#include "apps/config/rules.hpp"
#include "apps/config/sections.hpp"
#include "apps/text/text.hpp"
#include "detector/registry.hpp"
#include "phy/coding/ldpc_decoder.hpp"

namespace ohmimo {
namespace {

template <auto member>
FieldPlace code(Config& config) {
  return &(config.code.*member);
}

constexpr int most_transmissions = 4;
constexpr int most_elements = 1 << 16;

// Redundancy versions of the transmissions of a block: the same, or each what helps most after those before.
std::vector<int> versions_of(const std::string& harq) {
  if (harq == "none") return {0};
  constexpr std::array<int, most_transmissions> incremental = {0, 2, 3, 1};
  const std::vector<std::string> parts = split(harq, ':');
  const bool known = parts.size() == 2 && (parts[0] == "chase" || parts[0] == "ir");
  require(known, "harq", "none, chase:N or ir:N", in_quotes(harq));
  const int n = integer_from_text("harq transmissions", parts[1]);
  require_range("harq transmissions", n, 2, most_transmissions);
  if (parts[0] == "chase") return std::vector<int>(static_cast<std::size_t>(n), 0);
  return {incremental.begin(), incremental.begin() + n};
}

coding::Mcs mcs_of(const CodeSection& section, int bits_per_symbol) {
  if (section.mcs >= 0) return coding::mcs(std::to_string(section.mcs_table), section.mcs);
  return {bits_per_symbol, static_cast<int>(std::lround(2048.0 * section.code_rate))};
}

bool detectors_are_soft(const Config& config, std::string& hard) {
  for (const std::string& name : config.detector.names)
    if (!detector_row(name).soft) return hard = name, false;
  return true;
}

void check_rate(const Config& config) {
  const CodeSection& section = config.code;
  require(section.mcs_table >= 1 && section.mcs_table <= 3, "mcs-table", "1, 2 or 3", section.mcs_table);
  require(section.mcs == -1 || section.code_rate == 0.0, "code-rate", "left out where mcs says it", section.code_rate);
  require(section.mcs != -1 || section.code_rate != 0.0, "code-rate or mcs", "given for code nr-ldpc", "neither");
  if (section.mcs == -1) return require_range("code-rate", section.code_rate, 0.03, 0.95);
  require(*modulation_of_mcs(section) == config.link.modulation, "modulation",
          fmt::format("{} for mcs {} of table {}", *modulation_of_mcs(section), section.mcs, section.mcs_table),
          config.link.modulation);
}

void check_channels(const Config& config) {
  const int channels = config.code.channels;
  require_range("code-channels", channels, 0, 4096);
  if (channels == 0) return;
  require(!needs_slot(config) || channels == 1, "code-channels", "1 or auto where frames are slots", channels);
  require(!config.channel.fixed || channels == 1, "code-channels", "1 or auto on a fixed channel", channels);
}

}  // namespace

std::vector<Field> code_fields() {
  using C = CodeSection;
  return {
      {.section = "code",
       .name = "code",
       .form = "none|nr-ldpc",
       .help = "users send transport blocks of NR; block errors are counted too",
       .place = code<&C::code>,
       .listed = true},
      {.section = "code",
       .name = "mcs",
       .form = "N|auto",
       .help = "modulation and code rate by this row of the table; auto: by modulation and code-rate",
       .place = code<&C::mcs>,
       .automatic = -1},
      {.section = "code",
       .name = "mcs-table",
       .form = "1|2|3",
       .help = "of TS 38.214: up to 64-QAM, up to 256-QAM, low spectral efficiency",
       .place = code<&C::mcs_table>},
      {.section = "code",
       .name = "code-rate",
       .form = "R",
       .help = "information bits per coded bit, from which the size of a block follows (38.214); 0 = by mcs",
       .place = code<&C::code_rate>},
      {.section = "code",
       .name = "iterations",
       .form = "N",
       .help = "at most, of the layered decoder",
       .place = code<&C::iterations>},
      {.section = "code",
       .name = "soft-bits",
       .form = "max-log|exact",
       .help = "rule of the soft bits",
       .place = code<&C::soft_bits>,
       .listed = true},
      {.section = "code",
       .name = "code-channels",
       .form = "N|auto",
       .help = "channels that a block lies on where frames are no slots: 1 = block fading; auto: 1, or 168 where every "
               "vector has a channel of its own",
       .place = code<&C::channels>,
       .automatic = 0},
      {.section = "code",
       .name = "harq",
       .form = "none|chase:N|ir:N",
       .help = "up to N transmissions of a block, 2 to 4, each over a channel of its own: the same bits, or others",
       .place = code<&C::harq>},
      {.section = "code",
       .name = "error-scale",
       .form = "X",
       .help = "of the analogue error in the variances of soft bits; 1 = as estimated",
       .place = code<&C::error_scale>},
  };
}

bool is_coded(const Config& config) {
  return config.code.code != "none";
}

std::optional<std::string> modulation_of_mcs(const CodeSection& section) {
  if (section.mcs < 0 || section.mcs_table < 1 || section.mcs_table > 3) return std::nullopt;
  const int bits = coding::mcs(std::to_string(section.mcs_table), section.mcs).bits_per_symbol;
  return bits == 2 ? "qpsk" : fmt::format("{}qam", 1 << bits);
}

std::optional<CodeConfig> code_config(const Config& config) {
  if (!is_coded(config)) return std::nullopt;
  const CodeSection& section = config.code;
  return CodeConfig{mcs_of(section, make_constellation(config.link.modulation).bits_per_symbol), section.iterations,
                    section.soft_bits == "exact" ? SoftBitRule::exact : SoftBitRule::max_log, section.channels,
                    versions_of(section.harq)};
}

std::string code_summary(const Config& config, const BlockShape& shape) {
  const CodeSection& section = config.code;
  const std::string scheme = section.mcs >= 0 ? fmt::format("MCS {} of table {}", section.mcs, section.mcs_table)
                                              : fmt::format("rate {:g}", section.code_rate);
  std::string place = "of a slot";
  if (!needs_slot(config))
    place = config.link.vectors_per_channel == 1 && section.channels > 1
                ? "each with a channel of its own"
                : fmt::format("on {} channel{}", section.channels, section.channels == 1 ? "" : "s");
  return fmt::format(
      "code nr-ldpc, {}: a block is {} resource elements {}, {} information bits in {} (rate {:.3f} with CRC; {} code "
      "block{}, graph {}, Z = {}); {} iterations, {} soft bits, HARQ {}",
      scheme, shape.n_element, place, shape.segmentation.n_payload, shape.transmission.n_coded, shape.code_rate(),
      shape.segmentation.n_block, shape.segmentation.n_block == 1 ? "" : "s", shape.segmentation.code.graph,
      shape.segmentation.code.lifting.size, section.iterations, section.soft_bits, section.harq);
}

void refuse_code(const Config& config, std::string_view command) {
  require(!is_coded(config), "code", fmt::format("none for {}, which counts no blocks", command), config.code.code);
}

std::vector<std::string_view> code_field_names() {
  static const std::vector<Field> fields = code_fields();
  std::vector<std::string_view> names;
  for (const Field& field : fields) names.emplace_back(field.name);
  return names;
}

void check_code(const Config& given) {
  require(given.code.error_scale >= 0.0 && given.code.error_scale <= 1e6, "error-scale", "from 0 to 1e6",
          given.code.error_scale);
  if (!is_coded(given)) return;
  check_rate(given);
  check_channels(given);
  const Config config = with_automatic_values(given);
  coding::check_decoder({config.code.iterations});
  versions_of(config.code.harq);
  if (std::string hard; !detectors_are_soft(config, hard))
    require(false, "detector", "one that gives soft bits for code nr-ldpc", hard);
  if (!needs_slot(config)) {
    const std::int64_t n_element = std::int64_t{config.code.channels} * config.link.vectors_per_channel;
    require(n_element <= most_elements, "code-channels x vectors-per-channel",
            fmt::format("at most {} resource elements", most_elements), n_element);
  }
  block_shape(link_config(config));
}

}  // namespace ohmimo
