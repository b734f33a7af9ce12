// Ctrl-C ends a run in good order: the frames begun are finished and what there is gets written.
#pragma once
#include <atomic>

namespace ohmimo {

// Set by the first SIGINT or SIGTERM after the first call; the second one ends the program at once.
const std::atomic<bool>& interrupt_flag();

// The exit code of a run that such a signal ended, 130 or 143; 0 if none came.
int interrupt_code();

}  // namespace ohmimo
