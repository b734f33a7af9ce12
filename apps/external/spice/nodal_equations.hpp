// The nodal equations A z = r of a deck at rest (rram/spice): resistors, grounded voltage sources, transconductors and
// unity followers. One equation for every node that no source holds: the currents add up to zero, or the node follows.
#pragma once
#include <armadillo>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ohmimo::external {

using Extended = long double;

class NodalEquations {
 public:
  // deck: as spice_deck() writes it.
  explicit NodalEquations(const std::string& deck);

  arma::uword size() const { return index_.size(); }
  bool has(const std::string& node) const { return index_.contains(node); }
  arma::uword index(const std::string& node) const { return index_.at(node); }

  arma::sp_mat matrix() const;                               // rounded to double
  arma::vec right_magnitude() const;                         // sums of the magnitudes of the terms of r
  arma::vec residual(const std::vector<Extended>& z) const;  // r - A z, term by term in long double

  // Largest change of w^T z to first order when every resistor changes by a share of 1, w^T A^-1 = row: the sum of
  // |row_a - row_b| g |z_a - z_b| over the resistors. Rows of nodes that are held or follow count as 0.
  double resistor_sensitivity(const arma::vec& row, const std::vector<Extended>& z) const;

 private:
  struct Resistor {
    std::string a, b;
    Extended siemens;
  };

  void stamp(const std::vector<std::string>& words);
  void current(const std::string& from, const std::string& of, Extended siemens);
  void add(const std::string& equation, const std::string& of, Extended value);
  bool is_balanced(const std::string& node) const;  // its equation is that of the currents

  std::map<std::string, double> held_V_;
  std::map<std::string, std::string> follows_;
  std::map<std::string, arma::uword> index_;
  std::vector<Resistor> resistors_;
  std::vector<arma::uword> row_, col_;  // of the terms of A
  std::vector<Extended> value_;
  std::vector<std::pair<arma::uword, Extended>> right_;
};

}  // namespace ohmimo::external
