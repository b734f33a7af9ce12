// Counts units: the work of one thread.
#pragma once
#include <atomic>
#include <list>
#include <optional>
#include <vector>

#include "apps/link/link_frame.hpp"
#include "apps/studies/sweep/board.hpp"

namespace ohmimo::sweep {

class UnitRunner {
 public:
  explicit UnitRunner(const std::vector<Run>& runs) : runs_(runs) {}

  // Nothing if interrupted meanwhile: a unit is whole or not there.
  std::optional<counts::UnitRecord> run(const Job& job, const std::atomic<bool>& interrupted);

 private:
  LinkFrame& frame_of(std::uint32_t member);

  const std::vector<Run>& runs_;
  struct Kept {
    std::uint32_t member;
    LinkFrame frame;
  };
  std::list<Kept> kept_;  // the configurations used last
  FrameCount count_;
};

}  // namespace ohmimo::sweep
