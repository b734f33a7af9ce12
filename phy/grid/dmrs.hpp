// Demodulation reference signals of PUSCH: their symbols, ports and power (TS 38.211, 6.4.1.1; tables in data/nr).
#pragma once
#include <array>
#include <vector>

namespace ohmimo {

// Mapping type A from symbol 0 on, no hopping.
struct DmrsTiming {
  int first_symbol = 2;  // dmrs-TypeA-Position: 2 or 3
  int additional = 1;    // dmrs-AdditionalPosition: 0 to 3, with double symbols 0 or 1
  int length = 1;        // 2 = double-symbol
};

// First symbol of every position in a slot of n_symbol symbols, ascending; a position has `length` symbols. Throws
// std::invalid_argument naming field, rule and value for a slot too short and what the standard does not define.
std::vector<int> dmrs_positions(int n_symbol, const DmrsTiming& timing);

// Users on one CDM group share its subcarriers and differ by codes over two of them, and over the two symbols of a
// double-symbol DM-RS.
struct DmrsPort {
  int cdm_group = 0;
  int delta = 0;                            // first subcarrier of the group
  std::array<int, 2> frequency_code{1, 1};  // w_f(k')
  std::array<int, 2> time_code{1, 1};       // w_t(l')
};

// All ports of a DM-RS type (1 or 2) in order; with single symbols only the first half may be used.
std::vector<DmrsPort> dmrs_ports(int type);
int dmrs_port_count(int type, int length);  // 4, 8 of type 1; 6, 12 of type 2

// Subcarriers of a CDM group repeat with this period; within it they are delta + spacing * k', k' = 0, 1.
int dmrs_period(int type);   // 4 or 6
int dmrs_spacing(int type);  // 2 or 1

// No data are sent on DM-RS symbols: all CDM groups (2 of type 1, 3 of type 2) count as groups without data, and a
// user, which is silent on the others, sends its pilots with so many times the power of data (3 and 4.77 dB): equal
// power in every symbol.
int dmrs_groups_without_data(int type);

}  // namespace ohmimo
