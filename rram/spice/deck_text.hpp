// What the decks of all circuits are written with.
#pragma once
#include <fmt/format.h>

#include <armadillo>
#include <iterator>
#include <string>
#include <vector>

#include "rram/spice/spice.hpp"

namespace ohmimo::rram {

struct DeckText {
  std::string text = {};
  int resistors = 0;

  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text), format, std::forward<Arguments>(arguments)...);
    text.push_back('\n');
  }
  void resistor(const std::string& a, const std::string& b, double ohm) {
    line("R{} {} {} {:.17g}", resistors++, a, b, ohm);
  }
};

// "u_3"
std::string node(std::string_view name, arma::uword k);

// An array of cells between the terminals of its rows and columns. Inside it nodes are r<name>_i_j and c<name>_i_j; a
// wire of 0 ohm merges its nodes with its terminal.
struct DeckArray {
  std::string name;
  std::vector<std::string> rows, columns;
};
void write_array(const arma::mat& g_S, const WireModel& wire, const DeckArray& array, DeckText& deck);

// The value of a source, which in a transient steps from 0 within stop_s 1e-7.
std::string stepped(double value, const SpiceRun& run);

// The end of a deck: .op writes op.txt, and a transient, if there is one, tran.txt. Each of op and tran is a list of
// " v(node)".
void write_control(const SpiceRun& run, const std::string& op, const std::string& tran, DeckText& deck);

}  // namespace ohmimo::rram
