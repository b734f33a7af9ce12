#include "apps/stream/page/page_mailbox.hpp"

#include <utility>

namespace ohmimo::stream {

void PageMailbox::set_state(std::string json) {
  State next = std::make_shared<const std::string>(std::move(json));
  {
    const std::lock_guard lock(mutex_);
    state_.swap(next);
  }  // the old one is freed outside of the lock
}

PageMailbox::State PageMailbox::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

bool PageMailbox::push(ControlRequest request) {
  const std::lock_guard lock(mutex_);
  if (requests_.size() >= 16) return false;
  requests_.push_back(std::move(request));
  return true;
}

std::optional<ControlRequest> PageMailbox::pop() {
  const std::lock_guard lock(mutex_);
  if (requests_.empty()) return std::nullopt;
  ControlRequest request = std::move(requests_.front());
  requests_.pop_front();
  return request;
}

}  // namespace ohmimo::stream
