#include "apps/external/nodal_rounding.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <sstream>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::external {
namespace {

constexpr double roundings = 16.0;  // c of the header

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>(stream), {}};
}

// Sum of the terms in one equation; ground and nodes that a source holds are not among the unknowns.
class NodalEquations {
 public:
  explicit NodalEquations(const std::string& deck) {
    std::istringstream lines(deck);
    std::string line;
    std::getline(lines, line);  // title
    std::vector<std::vector<std::string>> elements;
    while (std::getline(lines, line) && !line.starts_with('.'))
      if (const std::vector<std::string> words = words_of(line); words.size() > 3 && words[0][0] != '*')
        elements.push_back(words);
    for (const std::vector<std::string>& words : elements)
      if (words[0][0] == 'V') held_V_[words[1]] = number_from_text("deck", words[4]);
    for (const std::vector<std::string>& words : elements)
      if (words[0][0] == 'E') follows_[words[1]] = words[3];
    for (const std::vector<std::string>& words : elements) stamp(words);
    for (const auto& [output, input] : follows_) {  // output - input = 0
      add(output, output, 1.0);
      add(output, input, -1.0);
    }
  }

  arma::uword size() const { return index_.size(); }
  bool has(const std::string& node) const { return index_.contains(node); }
  arma::uword index(const std::string& node) { return index_.try_emplace(node, index_.size()).first->second; }

  arma::sp_mat matrix() const {
    arma::umat at(2, value_.size());
    for (std::size_t k = 0; k < value_.size(); ++k) at(0, k) = row_[k], at(1, k) = col_[k];
    return {true, at, arma::vec(value_), size(), size()};  // entries at one place add up
  }
  // right, and the sum of the magnitudes of its terms
  void right(arma::vec& sum, arma::vec& magnitude) const {
    sum.zeros(size()), magnitude.zeros(size());
    for (const auto& [row, value] : right_) sum(row) += value, magnitude(row) += std::abs(value);
  }

 private:
  void stamp(const std::vector<std::string>& words) {
    const auto resistor = [&](double siemens) {
      for (const auto& [a, b] : {std::pair{words[1], words[2]}, std::pair{words[2], words[1]}}) {
        current(a, a, siemens);
        current(a, b, -siemens);
      }
    };
    if (words[0][0] == 'R') resistor(1.0 / number_from_text("deck", words[3]));
    if (words[0][0] != 'G') return;
    current(words[2], words[3], -number_from_text("deck", words[5]));  // into node 2 flows g (node 3 - node 4)
    current(words[2], words[4], number_from_text("deck", words[5]));
  }
  // Current that leaves a node per voltage of another.
  void current(const std::string& from, const std::string& of, double siemens) {
    if (from != "0" && !held_V_.contains(from) && !follows_.contains(from)) add(from, of, siemens);
  }
  void add(const std::string& equation, const std::string& of, double value) {
    const arma::uword row = index(equation);
    if (of == "0") return;
    if (const auto held = held_V_.find(of); held != held_V_.end()) {
      right_.emplace_back(row, -value * held->second);
      return;
    }
    row_.push_back(row), col_.push_back(index(of)), value_.push_back(value);
  }

  std::map<std::string, double> held_V_;
  std::map<std::string, std::string> follows_;
  std::map<std::string, arma::uword> index_;
  std::vector<arma::uword> row_, col_;
  std::vector<double> value_;
  std::vector<std::pair<arma::uword, double>> right_;
};

}  // namespace

NodalRounding nodal_rounding(const std::string& deck, const std::vector<std::string>& nodes) {
  NodalEquations equations(deck);
  const arma::sp_mat a = equations.matrix();
  arma::mat wanted(equations.size(), nodes.size(), arma::fill::zeros);
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    if (!equations.has(nodes[k])) throw std::invalid_argument("the deck has no node " + nodes[k]);
    wanted(equations.index(nodes[k]), k) = 1.0;
  }
  arma::vec right, magnitude;
  equations.right(right, magnitude);
  NodalRounding result{arma::vec(nodes.size()), arma::vec(nodes.size())};
  result.node_V.fill(NAN), result.error_V.fill(INFINITY);
  arma::mat z, rows;  // rows: those of A^-1 for the nodes asked for, as columns
  if (!arma::spsolve(z, a, arma::mat(right)) || !arma::spsolve(rows, arma::sp_mat(a.t()), wanted) || !z.is_finite() ||
      !rows.is_finite())
    return result;
  const arma::vec terms = arma::abs(a) * arma::abs(z.col(0)) + magnitude;
  result.node_V = wanted.t() * z.col(0);
  result.error_V = roundings * arma::datum::eps * (arma::abs(rows).t() * terms);
  return result;
}

}  // namespace ohmimo::external
