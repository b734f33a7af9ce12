// Which curve of a configuration another is held against.
#pragma once
#include <vector>

#include "apps/link/link_run.hpp"

namespace ohmimo::sweep {

// Its number: of an analogue curve that of its digital counterpart, of a digital one the first; itself where there is
// none.
int reference_of(const std::vector<CurveId>& curves, std::size_t k);

}  // namespace ohmimo::sweep
