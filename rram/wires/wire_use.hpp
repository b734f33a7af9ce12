// How the wires of some arrays were taken into account, and how far off that may be.
#pragma once
#include <string>

#include "rram/wires/wires.hpp"

namespace ohmimo::rram {

struct WireUse {
  int exact = 0;             // arrays, by reduce_ports()
  int approximate = 0;       // by closed_form()
  double error_bound = 0.0;  // the largest WiredArray::error_bound

  void add(const WiredArray& array);
  WireUse& operator+=(const WireUse& other);
};

// One line without its end: "wires: 2 array(s) by exact port reduction (rounding only)".
std::string wire_text(const WireUse& use);

}  // namespace ohmimo::rram
