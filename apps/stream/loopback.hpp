// Both ends of a stream in one program, over this machine's loopback.
#pragma once
#include "apps/stream/receiver.hpp"
#include "apps/stream/sender.hpp"

namespace ohmimo::stream {

struct LoopbackReport {
  SenderReport sent;
  ReceiverReport received;
};

// The receiver listens at any free port of 127.0.0.1, whatever the plans say, and ends half a second after the sender.
LoopbackReport run_loopback(SenderPlan sender, ReceiverPlan receiver, ListenPlan listen,
                            const std::atomic<bool>& interrupt, ReceiverWatch watch);

}  // namespace ohmimo::stream
