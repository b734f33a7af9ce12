#include "apps/external/spice/nodal_equations.hpp"

#include <cmath>
#include <iterator>
#include <sstream>

#include "apps/text/text.hpp"

namespace ohmimo::external {
namespace {

using Words = std::vector<std::string>;

// Lines of elements, between the title and the first line of control, in words.
std::vector<Words> elements_of(const std::string& deck) {
  std::istringstream lines(deck);
  std::string line;
  std::getline(lines, line);
  std::vector<Words> elements;
  while (std::getline(lines, line) && !line.starts_with('.')) {
    std::istringstream words(line);
    const Words element{std::istream_iterator<std::string>(words), {}};
    if (element.size() > 3 && element[0][0] != '*') elements.push_back(element);
  }
  return elements;
}

}  // namespace

NodalEquations::NodalEquations(const std::string& deck) {
  const std::vector<Words> elements = elements_of(deck);
  for (const Words& words : elements) {
    if (words[0][0] == 'V') held_V_[words[1]] = number_from_text("deck", words.at(4));
    if (words[0][0] == 'E') follows_[words[1]] = words[3];
  }
  for (const Words& words : elements) stamp(words);
  for (const auto& [output, input] : follows_) {
    add(output, output, 1.0L);
    add(output, input, -1.0L);
  }
}

void NodalEquations::stamp(const Words& words) {
  if (words[0][0] == 'R') {
    const Resistor resistor{words[1], words[2], 1.0L / number_from_text("deck", words[3])};
    for (const auto& [a, b] : {std::pair{resistor.a, resistor.b}, std::pair{resistor.b, resistor.a}}) {
      current(a, a, resistor.siemens);
      current(a, b, -resistor.siemens);
    }
    resistors_.push_back(resistor);
  } else if (words[0][0] == 'G') {  // into words[2] flows g (v(words[3]) - v(words[4]))
    const double siemens = number_from_text("deck", words.at(5));
    current(words[2], words[3], -siemens);
    current(words[2], words[4], siemens);
  }
}

bool NodalEquations::is_balanced(const std::string& node) const {
  return node != "0" && !held_V_.contains(node) && !follows_.contains(node);
}

// Current that leaves a node per voltage of another.
void NodalEquations::current(const std::string& from, const std::string& of, Extended siemens) {
  if (is_balanced(from)) add(from, of, siemens);
}

void NodalEquations::add(const std::string& equation, const std::string& of, Extended value) {
  const arma::uword row = index_.try_emplace(equation, index_.size()).first->second;
  if (of == "0") return;
  if (const auto held = held_V_.find(of); held != held_V_.end()) {
    right_.emplace_back(row, -value * held->second);
    return;
  }
  row_.push_back(row);
  col_.push_back(index_.try_emplace(of, index_.size()).first->second);
  value_.push_back(value);
}

arma::sp_mat NodalEquations::matrix() const {
  arma::umat at(2, value_.size());
  arma::vec value(value_.size());
  for (std::size_t k = 0; k < value_.size(); ++k) {
    at(0, k) = row_[k];
    at(1, k) = col_[k];
    value(k) = static_cast<double>(value_[k]);
  }
  return {true, at, value, size(), size()};  // terms at one place add up
}

arma::vec NodalEquations::right_magnitude() const {
  arma::vec sum(size(), arma::fill::zeros);
  for (const auto& [row, value] : right_) sum(row) += static_cast<double>(std::abs(value));
  return sum;
}

arma::vec NodalEquations::residual(const std::vector<Extended>& z) const {
  std::vector<Extended> sum(size(), 0.0L);
  for (const auto& [row, value] : right_) sum[row] += value;
  for (std::size_t k = 0; k < value_.size(); ++k) sum[row_[k]] -= value_[k] * z[col_[k]];
  arma::vec rounded(size());
  for (std::size_t k = 0; k < sum.size(); ++k) rounded(k) = static_cast<double>(sum[k]);
  return rounded;
}

double NodalEquations::resistor_sensitivity(const arma::vec& row, const std::vector<Extended>& z) const {
  const auto voltage = [&](const std::string& node) -> Extended {
    if (const auto held = held_V_.find(node); held != held_V_.end()) return held->second;
    return node == "0" ? 0.0L : z[index(node)];
  };
  const auto weight = [&](const std::string& node) { return is_balanced(node) ? row(index(node)) : 0.0; };
  Extended sum = 0.0L;
  for (const auto& [a, b, siemens] : resistors_)
    sum += std::abs((weight(a) - weight(b)) * siemens * (voltage(a) - voltage(b)));
  return static_cast<double>(sum);
}

}  // namespace ohmimo::external
