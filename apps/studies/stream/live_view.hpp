// What the live page shows of a receiver, and what it asks of it.
#pragma once
#include <chrono>
#include <deque>
#include <map>
#include <string>

#include "apps/config/run.hpp"
#include "apps/stream/page/live_page.hpp"
#include "apps/stream/page/live_state.hpp"
#include "apps/stream/receiver.hpp"

namespace ohmimo::stream_study {

// Used by the thread that looks on.
class LiveView {
 public:
  LiveView(const Run& run, const stream::StreamShape& shape, const stream::LivePageOptions& options);

  std::string url() const { return page_.url(); }

  // Publishes what there is, and hands the page's requests to the crew.
  void look(const stream::ReceiverState& state, stream::DetectionCrew& crew);
  void end(const stream::ReceiverState& state, const stream::DetectionTotals& totals);

 private:
  using Clock = std::chrono::steady_clock;
  struct Before {  // what "recent" counts from
    Clock::time_point time;
    stream::ReceiverState state;
    stream::DetectionTotals totals;
  };

  void use(const stream::ControlRequest& request, stream::DetectionCrew& crew);
  void describe(const Run& run);
  stream::LiveState live_state(const stream::ReceiverState& state, const stream::DetectionTotals& totals);
  void add_curves(const stream::DetectionTotals& totals, const Before& before, stream::LiveState& live) const;

  Run run_;
  stream::StreamShape shape_;
  stream::LivePage page_;
  stream::LiveRun described_;
  std::map<std::pair<std::string, int>, double> energy_nj_;  // of a vector, of analogue curves
  std::string notice_;
  Clock::time_point start_ = Clock::now();
  std::deque<Before> before_;  // the last second
};

}  // namespace ohmimo::stream_study
