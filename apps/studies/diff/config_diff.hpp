// What two configurations differ in, and whether runs by them see the same channels, bits and noise.
#pragma once
#include <string>
#include <vector>

#include "apps/config/config_file.hpp"

namespace ohmimo::diff {

struct ConfigChange {
  std::string key;   // "link.rx", or of a command's own option "ber.min-ber"
  std::string a, b;  // as TOML; "" = not there
};

// In the order of the fields. Folder and number of threads, which change no result, are left out.
std::vector<ConfigChange> config_changes(const ConfigFile& a, const ConfigFile& b);

// Same seed, antennas, users, symbols, slot, code, channel and knowledge of it. Points must still have the same place
// and SNR.
bool draws_alike(const Config& a, const Config& b);

}  // namespace ohmimo::diff
