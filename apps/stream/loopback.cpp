#include "apps/stream/loopback.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

namespace ohmimo::stream {

using Clock = std::chrono::steady_clock;

LoopbackReport run_loopback(SenderPlan sender, ReceiverPlan receiver, ListenPlan listen,
                            const std::atomic<bool>& interrupt, ReceiverWatch watch) {
  listen.at = {"127.0.0.1", 0};
  std::atomic<bool> end_of_sender{false}, sent_all{false}, end_of_receiver{false};
  std::exception_ptr error;
  SenderReport sent;
  const auto send = [&] {
    try {
      sent = send_stream(sender, end_of_sender, {});
    } catch (...) {
      error = std::current_exception();
    }
    sent_all = true;
  };
  std::jthread sending;
  const ReceiverWatch theirs = watch;
  watch.listening = [&](std::uint16_t port, int buffer_bytes) {
    if (theirs.listening) theirs.listening(port, buffer_bytes);
    sender.to = Endpoint{"127.0.0.1", port};
    sending = std::jthread(send);
  };
  std::optional<Clock::time_point> sent_at;
  watch.look = [&](const ReceiverState& state, DetectionCrew& crew) {
    if (theirs.look) theirs.look(state, crew);
    if (sent_all && !sent_at) sent_at = Clock::now();
    if (interrupt || (sent_at && Clock::now() - *sent_at > std::chrono::milliseconds(500))) end_of_receiver = true;
  };
  struct End {  // whatever ends the receiver
    std::atomic<bool>& flag;
    ~End() { flag = true; }
  };
  const auto receive = [&] {
    const End end{end_of_sender};
    return receive_stream(receiver, listen, end_of_receiver, watch);
  };
  ReceiverReport received = receive();
  if (sending.joinable()) sending.join();
  if (error) std::rethrow_exception(error);
  return {sent, std::move(received)};
}

}  // namespace ohmimo::stream
