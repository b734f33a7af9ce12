// A study at work: threads that count units, and one that hands them out and writes what is finished.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "apps/studies/sweep/board.hpp"

namespace ohmimo::sweep {

// The board, for many threads.
class Dispatcher {
 public:
  Dispatcher(Board& board, const std::atomic<bool>& interrupted) : board_(board), interrupted_(interrupted) {}

  // Waits until there is a unit; nothing where all is done, failed or interrupted.
  std::optional<Job> take(std::optional<std::uint32_t> member);
  // The same without waiting, for those who work elsewhere; ended says whether there will never be one.
  std::optional<Job> try_take(std::optional<std::uint32_t> member, bool& ended);
  void give(counts::UnitRecord unit);
  void give_up(const counts::UnitRecord& unit);  // another may take it
  void fail(std::exception_ptr error);

  // For the thread that writes: waits, at most so long where nothing goes wrong; what the store lacks since the last
  // call, and look() with the board at rest.
  void wait(std::chrono::milliseconds most);
  counts::CountStore::Batch collect(const std::function<void(const Board&)>& look);
  bool ended();  // nothing more will come out of take()
  void rethrow_failure();

 private:
  bool over() const { return board_.done() || error_ || interrupted_; }

  Board& board_;
  const std::atomic<bool>& interrupted_;
  std::mutex mutex_;
  std::condition_variable work_, failed_;
  std::exception_ptr error_;
};

// What work(dispatcher) of one thread is: takes units until there is none.
void work_on(Dispatcher& dispatcher, const std::vector<Run>& runs, const std::atomic<bool>& interrupted);

struct SweepControl {
  int threads = 1;
  const std::atomic<bool>& interrupted;
  std::function<void(const Board&)> look;       // twice a second or oftener
  std::function<void(Dispatcher&)> serve = {};  // likewise, for those who work elsewhere; may be empty
  std::function<bool()> others_are_done = {};   // whether these have handed in all they had
};

// Until everything is done or interrupted. All that was finished is in the store then, also where it throws.
void run_sweep(Board& board, counts::CountStore& store, const std::vector<Run>& runs, const SweepControl& control);

}  // namespace ohmimo::sweep
