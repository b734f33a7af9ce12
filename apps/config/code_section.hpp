// [code]: whether users send code words, and how receivers decode them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/link/code_config.hpp"

namespace ohmimo {

struct CodeSection {
  std::string code = "none";          // or nr-ldpc: transport blocks of NR, phy/coding
  int mcs = -1;                       // index into the table; -1 = by the code rate
  int mcs_table = 1;                  // of TS 38.214
  double code_rate = 0.0;             // 0 = by the MCS
  int iterations = 20;                // at most, of the decoder
  std::string soft_bits = "max-log";  // or exact
  int channels = 0;                   // that a block lies on where frames are no slots; 0 = automatic
  std::string harq = "none";          // chase:N or ir:N, at most N transmissions
  double error_scale = 1.0;           // of the analogue error in the variances of soft bits

  bool operator==(const CodeSection&) const = default;
};

struct Config;
bool is_coded(const Config& config);

// The modulation that the MCS names; nothing where there is none.
std::optional<std::string> modulation_of_mcs(const CodeSection& section);

// Of a coded link; otherwise none.
std::optional<CodeConfig> code_config(const Config& config);

// One line for the head of a run: the block, its code and what it lies on.
std::string code_summary(const Config& config, const BlockShape& shape);

// Throws std::invalid_argument for a coded link, which only ber counts.
void refuse_code(const Config& config, std::string_view command);

// Names of the fields, for commands that do not offer them.
std::vector<std::string_view> code_field_names();

}  // namespace ohmimo
