// What a decoder says of one code block. Defaults are those of a block that was never decoded.
#pragma once

namespace ohmimo::coding {

struct DecodeReport {
  int iterations = -1;     // run
  bool parity_ok = false;  // all checks of the received part of the code hold
  bool crc_ok = false;     // and the CRC, where there is one: then the checks of the core suffice
};

}  // namespace ohmimo::coding
