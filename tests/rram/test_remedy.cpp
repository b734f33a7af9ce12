#include <doctest/doctest.h>

#include "rram/remedy.hpp"
#include "tests/rram/refinement/refinement_case.hpp"

namespace test_remedy {

using namespace ohmimo;
using namespace ohmimo::rram;
using namespace ohmimo::rram_test;

Trouble trouble_with(const arma::mat& a, const arma::mat& b) {
  return {.a = a, .b = b, .device = device_stream(1), .read = RngStream({1, 0, 1}, Purpose::device_read)};
}

std::string flags_of(const Trouble& trouble, const SolverConfig& config) {
  const std::optional<Remedy> remedy = find_remedy(trouble, config);
  return remedy ? remedy->flags : "none";
}

TEST_CASE("the residual of the worst vector") {
  const arma::mat a = {{2.0, 0.0}, {0.0, 4.0}};
  CHECK(worst_residual(a, {{2.0, 4.0}, {2.0, 0.0}}, {{1.0, 1.0}, {0.5, 0.0}}) == 0.5);
  CHECK(worst_residual(a, {{0.0, 0.0}}, {{0.0, 0.0}}) == 0.0);
  CHECK(std::isinf(worst_residual(a, {{1.0, 0.0}}, {{NAN, 0.0}})));
}

TEST_CASE("a remedy is one that was tried: for a permutation one array, not equilibration, which does not help") {
  arma::mat a(6, 6, arma::fill::zeros);
  const arma::uword place[] = {4, 5, 2, 3, 0, 1};
  for (arma::uword i = 0; i < 6; ++i) a(i, place[i]) = 1.0;
  SolverConfig config = refinement_config(RefinementKind::stationary, 1, 3);
  config.fidelity = {};
  const Trouble trouble = trouble_with(a, arma::mat(1, 6, arma::fill::ones));
  CHECK_FALSE(try_setting(trouble, config));
  CHECK(flags_of(trouble, config) == "--stages 0");
  config.equilibrate = true;
  CHECK_FALSE(try_setting(trouble, config));
}

TEST_CASE("a remedy for users of unequal power converges where stationary diverges") {
  RngStream channel({71, 0, 0}, Purpose::channel);
  const arma::mat a = spread_gram(channel, 64, 8, 20.0), b = random_mat(channel, 1, 16);
  const SolverConfig config = refinement_config(RefinementKind::stationary, 1, 12);
  const Trouble trouble = trouble_with(a, b);
  REQUIRE_FALSE(try_setting(trouble, config));
  const std::optional<Remedy> remedy = find_remedy(trouble, config);
  REQUIRE(remedy);
  CHECK(remedy->relative_residual <= 1e-3);
  CHECK(worst_residual(a, b, remedy->x) == remedy->relative_residual);
  CHECK(remedy->flags.find("fcg") != std::string::npos);
}

TEST_CASE("where no setting helps there is no remedy; with a tolerance only convergence counts") {
  const arma::mat singular(4, 4, arma::fill::ones), b(1, 4, arma::fill::ones);
  SolverConfig config = refinement_config(RefinementKind::stationary, 0, 5);
  CHECK(flags_of(trouble_with(singular, b), config) == "none");
  RngStream channel({72, 0, 0}, Purpose::channel);
  const Trouble trouble = trouble_with(random_gram(channel, 64, 4), random_mat(channel, 1, 8));
  CHECK(try_setting(trouble, config));
  config.tolerance = 1e-12;
  CHECK_FALSE(try_setting(trouble, config));
  CHECK(flags_of(trouble, config).find("--cycles 50") != std::string::npos);
}

}  // namespace test_remedy
