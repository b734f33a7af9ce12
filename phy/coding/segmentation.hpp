// How a transport block becomes code blocks (TS 38.212, 6.2.1 to 6.2.3 and 5.2.2).
#pragma once
#include <optional>

#include "phy/coding/base_graph.hpp"
#include "phy/coding/crc.hpp"

namespace ohmimo::coding {

// One LDPC code as lifted, with the fillers that end its information bits: zeros that both ends know, never sent.
struct CodeShape {
  int graph = 1;
  Lifting lifting;
  int n_filler = 0;

  int n_info() const { return base_graph(graph).n_info * lifting.size; }     // K
  int n_block() const { return n_info() - n_filler; }                        // K'
  int n_coded() const { return base_graph(graph).n_sent() * lifting.size; }  // N
  int n_punctured() const { return 2 * lifting.size; }                       // never sent
};

// Throws std::invalid_argument for a graph, lifting or number of fillers that there is not.
void check_code(const CodeShape& code);

struct Segmentation {
  int n_payload = 0;  // A
  Crc transport_crc = Crc::crc16;
  int n_block = 0;  // C, code blocks; all of one shape
  CodeShape code;

  int n_checked() const { return n_payload + crc_length(transport_crc); }  // B
  bool has_block_crc() const { return n_block > 1; }                       // CRC24B at the end of each
  // Bits of the transport block in each code block.
  int n_carried() const { return code.n_block() - (has_block_crc() ? 24 : 0); }
};

// 1 or 2, by the payload and the rate that the MCS names; every transmission of a block keeps that of its first.
int choose_base_graph(int n_payload, double code_rate);

// Throws std::invalid_argument for a payload below 1 bit, a rate outside (0, 1), or a payload that does not divide into
// code blocks of one size, as every size of transport_block_size() does. graph: that of the first transmission.
Segmentation segment(int n_payload, double code_rate, std::optional<int> graph = {});

}  // namespace ohmimo::coding
