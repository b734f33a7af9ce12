#include "apps/commands/interrupt.hpp"

#include <csignal>

namespace ohmimo {
namespace {

std::atomic<bool> interrupted = false;
volatile std::sig_atomic_t caught = 0;

void on_interrupt(int signal) {
  caught = signal;
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

const std::atomic<bool>& interrupt_flag() {
  static const bool installed = [] {
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    return true;
  }();
  static_cast<void>(installed);
  return interrupted;
}

int interrupt_code() {
  return interrupted ? 128 + caught : 0;
}

}  // namespace ohmimo
