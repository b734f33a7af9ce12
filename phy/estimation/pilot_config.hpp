// Which pilots users send, as they are configured.
#pragma once
#include "phy/enum_words.hpp"

namespace ohmimo {

enum class PilotKind {
  nr,  // DM-RS of PUSCH, TS 38.211 6.4.1.1
  dft  // columns of a DFT matrix over pilot symbols and subcarriers: orthogonal for any number of users, not NR
};
inline constexpr EnumWord<PilotKind> pilot_kind_words[] = {{"nr", PilotKind::nr}, {"dft", PilotKind::dft}};

struct PilotConfig {
  PilotKind kind = PilotKind::nr;
  int dmrs_type = 1;            // 1: up to 4 users with one symbol, 8 with two; 2: 6 and 12
  int dmrs_symbols = 1;         // 2 = double-symbol DM-RS
  int additional = 1;           // further DM-RS positions in the slot, 0 to 3 (with double symbols 0 or 1)
  int first_symbol = 2;         // dmrs-TypeA-Position: 2 or 3
  int scrambling_id = 0;        // N_ID
  bool estimate_noise = false;  // the receiver estimates N0 from its pilots instead of knowing it

  bool operator==(const PilotConfig&) const = default;
};

}  // namespace ohmimo
