// The columns of a coded link in the table of results.
#pragma once
#include "apps/studies/ber/ber_rows.hpp"

namespace ohmimo::ber {

// Information bits delivered per resource element, by all users that are counted together; a block that is sent n times
// takes n blocks of elements, pilots count as elements.
double goodput(const Run& run, const BlockCount& count);

void add_blocks(Columns<BerLine>& columns);

}  // namespace ohmimo::ber
