// Ctrl-C ends a run in good order: the frames begun are finished and what there is gets written.
#pragma once
#include <atomic>

namespace ohmimo {

// Set by the first SIGINT or SIGTERM after the first call; the second one ends the program at once.
const std::atomic<bool>& interrupt_flag();

}  // namespace ohmimo
