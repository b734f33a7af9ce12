#include "apps/studies/sweep/sweep_run.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "apps/link/workers.hpp"
#include "apps/studies/sweep/unit_runner.hpp"

namespace ohmimo::sweep {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Units finished meanwhile go into one transaction: each takes a write to the disk. A kill loses so much work: a
// twentieth of the time of the run, 500 ms at most.
constexpr milliseconds write_soonest{50}, write_latest{500};
constexpr milliseconds serve_every{5}, wake_every{200};  // other ranks ask a unit ahead

milliseconds write_after(Clock::duration running) {
  return std::clamp(std::chrono::duration_cast<milliseconds>(running / 20), write_soonest, write_latest);
}

}  // namespace

std::optional<Job> Dispatcher::take(std::optional<std::uint32_t> member) {
  std::unique_lock lock(mutex_);
  while (!over()) {
    if (std::optional<Job> job = board_.next(member)) return job;
    work_.wait_for(lock, wake_every);  // an interrupt wakes nobody
  }
  work_.notify_all();
  return std::nullopt;
}

std::optional<Job> Dispatcher::try_take(std::optional<std::uint32_t> member, bool& ended) {
  const std::lock_guard lock(mutex_);
  ended = over();
  return ended ? std::nullopt : board_.next(member);
}

void Dispatcher::give(counts::UnitRecord unit) {
  const std::lock_guard lock(mutex_);
  board_.finished(std::move(unit));
  work_.notify_all();
}

void Dispatcher::give_up(const counts::UnitRecord& unit) {
  const std::lock_guard lock(mutex_);
  board_.given_up(unit);
  work_.notify_all();
}

void Dispatcher::fail(std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = std::move(error);
  work_.notify_all();
  failed_.notify_one();
}

void Dispatcher::wait(milliseconds most) {
  std::unique_lock lock(mutex_);
  failed_.wait_for(lock, most, [&] { return error_ || board_.done(); });
}

counts::CountStore::Batch Dispatcher::collect(const std::function<void(const Board&)>& look) {
  const std::lock_guard lock(mutex_);
  if (look) look(board_);
  return board_.take_batch();
}

bool Dispatcher::ended() {
  const std::lock_guard lock(mutex_);
  return over();
}

void Dispatcher::rethrow_failure() {
  const std::lock_guard lock(mutex_);
  if (error_) std::rethrow_exception(error_);
}

void work_on(Dispatcher& dispatcher, const std::vector<Run>& runs, const std::atomic<bool>& interrupted) {
  try {
    UnitRunner runner(runs);
    std::optional<std::uint32_t> member;
    while (const std::optional<Job> job = dispatcher.take(member)) {
      member = member_after(*job);
      std::optional<counts::UnitRecord> unit = runner.run(*job, interrupted);
      if (!unit) return;
      dispatcher.give(std::move(*unit));
    }
  } catch (...) {
    dispatcher.fail(std::current_exception());
  }
}

void run_sweep(Board& board, counts::CountStore& store, const std::vector<Run>& runs, const SweepControl& control) {
  Dispatcher dispatcher(board, control.interrupted);
  std::atomic<int> working = control.threads;
  std::vector<std::jthread> threads = start_workers(control.threads, [&] {
    work_on(dispatcher, runs, control.interrupted);
    --working;
  });
  const auto others_work = [&] { return control.others_are_done && !control.others_are_done(); };
  try {
    const Clock::time_point start = Clock::now();
    Clock::time_point written;
    for (bool last = false; !last;) {
      last = working == 0 && !others_work();  // what they gave before is collected below
      if (control.serve) control.serve(dispatcher);
      const milliseconds pause = write_after(Clock::now() - start);
      if (!last) dispatcher.wait(control.serve ? serve_every : pause);
      if (!last && Clock::now() - written < pause) continue;
      const counts::CountStore::Batch batch = dispatcher.collect(control.look);
      if (!batch.empty()) store.write(batch);
      written = Clock::now();
    }
  } catch (...) {
    dispatcher.fail(std::current_exception());
    threads.clear();
    throw;
  }
  threads.clear();
  dispatcher.rethrow_failure();
}

}  // namespace ohmimo::sweep
