// Damage to the bytes of a file.
#pragma once
#include <random>
#include <string>
#include <utility>

namespace ohmimo {

// Of so many damaged forms one in this many is tried: the process that reads them starts slowly under a sanitizer, and
// the fuzz targets try more.
#ifdef OHMIMO_SANITIZED
inline constexpr int one_damaged_of = 10;
#else
inline constexpr int one_damaged_of = 1;
#endif

// One to four damages: a byte replaced, a bit flipped, a byte of all zeros or ones, or the end cut off.
inline std::string damaged(std::string bytes, std::minstd_rand& choice) {
  const std::size_t n = 1 + choice() % 4;
  for (std::size_t k = 0; k < n; ++k) {
    char& byte = bytes[choice() % bytes.size()];
    switch (choice() % 5) {
      case 0:
        byte = static_cast<char>(choice());
        break;
      case 1:
        byte = static_cast<char>(byte ^ (1 << choice() % 8));
        break;
      case 2:
        byte = static_cast<char>(choice() % 2 == 0 ? 0 : 0xff);
        break;
      case 3:
        std::swap(byte, bytes[choice() % bytes.size()]);
        break;
      default:
        if (k == 0) bytes.resize(1 + choice() % bytes.size());
    }
  }
  return bytes;
}

}  // namespace ohmimo
