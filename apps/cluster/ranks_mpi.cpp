// With MPI. Every thread of another rank speaks for itself, under a tag of its own.
#include <mpi.h>

#include <cstdlib>
#include <exception>
#include <list>
#include <stdexcept>
#include <thread>

#include "apps/cluster/messages.hpp"
#include "apps/cluster/ranks.hpp"
#include "apps/link/workers.hpp"
#include "apps/studies/sweep/unit_runner.hpp"

namespace ohmimo::cluster {
namespace {

// Set for the processes that mpirun or srun start.
bool started_together() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

void send_words(const Words& words, int rank, int tag) {
  MPI_Send(words.data(), static_cast<int>(words.size()), MPI_UINT64_T, rank, tag, MPI_COMM_WORLD);
}

// Units that a thread has asked for at a time: it counts one while the answer to the other is on its way.
constexpr int asked_ahead = 2;

std::optional<sweep::Job> receive_job(int tag) {
  Words answer(answer_size);
  MPI_Recv(answer.data(), answer_size, MPI_UINT64_T, 0, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return job_of(answer);
}

// Sends to rank 0 without waiting until it looks, which MPI_Send does (by shared memory, above some 200 bytes).
class Outbox {
 public:
  explicit Outbox(int tag) : tag_(tag) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox() { MPI_Wait(&sending_, MPI_STATUS_IGNORE); }

  void send(const Report& report) {
    MPI_Wait(&sending_, MPI_STATUS_IGNORE);
    words_ = words_of(report);
    MPI_Isend(words_.data(), static_cast<int>(words_.size()), MPI_UINT64_T, 0, tag_, MPI_COMM_WORLD, &sending_);
  }

 private:
  int tag_;
  Words words_;
  MPI_Request sending_ = MPI_REQUEST_NULL;
};

// Once interrupted, every unit is given up.
Report report_on(const sweep::Job& job, sweep::UnitRunner& runner, const std::atomic<bool>& interrupted) {
  try {
    std::optional<counts::UnitRecord> unit = runner.run(job, interrupted);
    if (unit) return {Report::Kind::wants, sweep::member_after(job), std::move(unit)};
    return {Report::Kind::leaves, {}, counts::UnitRecord{.point = job.point, .number = job.number, .curves = {}}};
  } catch (...) {
    return {Report::Kind::failed, {}, {}};
  }
}

// One thread of another rank: until each of its requests got the end for an answer, or was taken back.
void work_for_first(const std::vector<Run>& runs, int tag, const std::atomic<bool>& interrupted) {
  sweep::UnitRunner runner(runs);
  Outbox outbox(tag);
  for (int k = 0; k < asked_ahead; ++k) outbox.send({});
  for (int open_requests = asked_ahead; open_requests > 0;) {
    --open_requests;
    const std::optional<sweep::Job> job = receive_job(tag);
    if (!job) continue;
    const Report report = report_on(*job, runner, interrupted);
    if (report.kind == Report::Kind::wants) ++open_requests;
    outbox.send(report);
  }
}

}  // namespace

struct Ranks::Mpi {
  struct Waiting {
    int rank, tag;
    std::optional<std::uint32_t> member;
  };
  int rank = 0, size = 1;
  int others = 0;  // requests of other ranks that neither got the end nor were taken back
  std::list<Waiting> waiting;

  void receive(const MPI_Status& status, sweep::Dispatcher& dispatcher) {
    int n_word = 0;
    MPI_Get_count(&status, MPI_UINT64_T, &n_word);
    Words words(static_cast<std::size_t>(n_word));
    MPI_Recv(words.data(), n_word, MPI_UINT64_T, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    Report report = report_of(words);
    if (report.unit && report.unit->curves.empty())
      dispatcher.give_up(*report.unit);
    else if (report.unit)
      dispatcher.give(std::move(*report.unit));
    if (report.kind == Report::Kind::failed)
      dispatcher.fail(std::make_exception_ptr(
          std::runtime_error("a thread of rank " + std::to_string(status.MPI_SOURCE) + " failed")));
    if (report.kind == Report::Kind::wants)
      waiting.push_back({status.MPI_SOURCE, status.MPI_TAG, report.member});
    else
      --others;
  }
};

Ranks::Ranks() : mpi_(std::make_unique<Mpi>()) {
  if (!started_together()) return;
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &provided);
  MPI_Comm_rank(MPI_COMM_WORLD, &mpi_->rank);
  MPI_Comm_size(MPI_COMM_WORLD, &mpi_->size);
  if (mpi_->size > 1 && provided < MPI_THREAD_MULTIPLE)
    throw std::runtime_error("this MPI gives no threads (MPI_THREAD_MULTIPLE); --shard and merge work without it");
}

// After a failure the others may wait for this rank for ever: mpirun ends them when it goes without a farewell.
Ranks::~Ranks() {
  int is_on = 0;
  MPI_Initialized(&is_on);
  if (is_on && std::uncaught_exceptions() == 0) MPI_Finalize();
}

bool Ranks::has_mpi() {
  return true;
}

int Ranks::rank() const {
  return mpi_->rank;
}

int Ranks::size() const {
  return mpi_->size;
}

std::string Ranks::shared(const std::string& text) const {
  if (size() == 1) return text;
  std::uint64_t length = text.size();
  MPI_Bcast(&length, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
  std::string common = text;
  common.resize(length);
  MPI_Bcast(common.data(), static_cast<int>(length), MPI_CHAR, 0, MPI_COMM_WORLD);
  return common;
}

int Ranks::count_others(int threads) {
  if (size() == 1) return 0;
  int all = 0;
  MPI_Allreduce(&threads, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  mpi_->others = asked_ahead * (all - threads);
  return all - threads;
}

void Ranks::serve(sweep::Dispatcher& dispatcher) {
  if (size() == 1) return;
  MPI_Status status;
  int has_come = 1;
  while (MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &has_come, &status), has_come)
    mpi_->receive(status, dispatcher);
  for (auto one = mpi_->waiting.begin(); one != mpi_->waiting.end();) {
    bool ended = false;
    const std::optional<sweep::Job> job = dispatcher.try_take(one->member, ended);
    if (!job && !ended) return;  // there may be work again when others have finished theirs
    send_words(answer_of(job), one->rank, one->tag);
    if (!job) --mpi_->others;
    one = mpi_->waiting.erase(one);
  }
}

bool Ranks::others_are_done() const {
  return mpi_->others == 0;
}

void Ranks::work(const std::vector<Run>& runs, int threads, const std::atomic<bool>& interrupted) const {
  std::atomic<int> next_tag = 0;
  const std::vector<std::jthread> workers =
      start_workers(threads, [&] { work_for_first(runs, next_tag++, interrupted); });
}

}  // namespace ohmimo::cluster
