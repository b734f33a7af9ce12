#include "apps/fronthaul/ecpri.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace ohmimo::fronthaul {

void check_widths(const EaxcWidths& w) {
  const int sum = w.du_port + w.band_sector + w.cc + w.ru_port;
  const bool fits = w.du_port >= 0 && w.band_sector >= 0 && w.cc >= 0 && w.ru_port >= 0;
  if (!fits || sum != 16)
    throw std::invalid_argument(fmt::format("eaxc-bits must be four numbers >= 0 that sum to 16, got {}/{}/{}/{}",
                                            w.du_port, w.band_sector, w.cc, w.ru_port));
}

std::uint16_t pack(const EaxcWidths& w, const Eaxc& e) {
  unsigned id = 0;
  const auto push = [&id](int value, int width) { id = id << width | (static_cast<unsigned>(value) & ((1U << width) - 1)); };
  push(e.du_port, w.du_port);
  push(e.band_sector, w.band_sector);
  push(e.cc, w.cc);
  push(e.ru_port, w.ru_port);
  return static_cast<std::uint16_t>(id);
}

Eaxc unpack(const EaxcWidths& w, std::uint16_t id) {
  unsigned left = id;
  const auto pop = [&left](int width) {
    const int value = static_cast<int>(left & ((1U << width) - 1));
    left >>= width;
    return value;
  };
  Eaxc e;
  e.ru_port = pop(w.ru_port);
  e.cc = pop(w.cc);
  e.band_sector = pop(w.band_sector);
  e.du_port = pop(w.du_port);
  return e;
}

}  // namespace ohmimo::fronthaul
