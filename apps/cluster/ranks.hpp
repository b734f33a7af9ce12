// Processes that count a sweep together: rank 0 owns the store and hands out units, and works too. By MPI where the
// program was built with it and started by mpirun or srun; otherwise there is rank 0 alone.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "apps/studies/sweep/sweep_run.hpp"

namespace ohmimo::cluster {

class Ranks {
 public:
  Ranks();  // joins the others
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  static bool has_mpi();  // this build

  int rank() const;
  int size() const;
  bool is_first() const { return rank() == 0; }

  // The text of rank 0, on all ranks.
  std::string shared(const std::string& text) const;

  // Rank 0: how many threads the other ranks have in all; every rank says how many it has.
  int count_others(int threads);
  // Answers what has come; never waits.
  void serve(sweep::Dispatcher& dispatcher);
  bool others_are_done() const;

  // Another rank: counts units until rank 0 has no more, or interrupted.
  void work(const std::vector<Run>& runs, int threads, const std::atomic<bool>& interrupted) const;

 private:
  struct Mpi;
  std::unique_ptr<Mpi> mpi_;
};

}  // namespace ohmimo::cluster
