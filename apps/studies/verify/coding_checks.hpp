// The LDPC decoder over additive white Gaussian noise: rows of `ohmimo verify coding`.
#pragma once
#include <vector>

#include "apps/studies/verify/check_group.hpp"

namespace ohmimo::verify {

std::vector<CheckGroup> coding_check_groups();

}  // namespace ohmimo::verify
