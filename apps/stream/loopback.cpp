#include "apps/stream/loopback.hpp"

#include <exception>
#include <thread>

namespace ohmimo::stream {

LoopbackReport run_loopback(SenderPlan sender, ReceiverPlan receiver, ListenPlan listen,
                            const std::atomic<bool>& interrupt, ReceiverWatch watch) {
  listen.at = {"127.0.0.1", 0};
  receiver.idle_s = 1.0;
  std::atomic<bool> over{false};
  std::exception_ptr error;
  SenderReport sent;
  std::jthread sending;
  const auto listening = watch.listening;
  watch.listening = [&](std::uint16_t port, int buffer_bytes) {
    if (listening) listening(port, buffer_bytes);
    sender.to = Endpoint{"127.0.0.1", port};
    sending = std::jthread([&] {
      try {
        sent = send_stream(sender, over, {});
      } catch (...) {
        error = std::current_exception();
      }
    });
  };
  struct End {  // of the sender, whatever ends the receiver
    std::atomic<bool>& over;
    ~End() { over = true; }
  };
  const auto receive = [&] {
    const End end{over};
    return receive_stream(receiver, listen, interrupt, watch);
  };
  ReceiverReport received = receive();
  if (sending.joinable()) sending.join();
  if (error) std::rethrow_exception(error);
  return {sent, std::move(received)};
}

}  // namespace ohmimo::stream
