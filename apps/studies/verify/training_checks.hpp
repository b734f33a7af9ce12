// Second-order training on the analogue solver: rows of `ohmimo verify training`.
#pragma once
#include <armadillo>
#include <vector>

#include "apps/studies/train/kron_solve.hpp"
#include "apps/studies/train/network.hpp"
#include "apps/studies/train/newton.hpp"
#include "apps/studies/verify/check_group.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> training_check_groups();

// Every group in turn. What must hold is handed in, so that a planted error can be.
std::vector<Check> training_by_hand(const train::LogisticProblem& points, const train::KronFactors& factors);
std::vector<Check> logistic_checks(const std::vector<train::LogisticSet>& sets, const VerifyOptions& options);
std::vector<Check> contraction_checks(const train::LogisticProblem& problem, const VerifyOptions& options);
std::vector<Check> kfac_checks(const train::NetworkSet& set, const VerifyOptions& options);
std::vector<Check> damping_checks(const VerifyOptions& options);

// The case of four points that is solved by hand, with lambda = 0, and the two factors.
train::LogisticProblem four_points();
train::KronFactors two_factors();

}  // namespace ohmimo::verify
