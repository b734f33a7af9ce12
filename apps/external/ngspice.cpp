#include "apps/external/ngspice.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace ohmimo::rram {
namespace {

namespace fs = std::filesystem;

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "ohmimo_ngspice_XXXXXX").string();
    if (!mkdtemp(name.data()))
      throw std::runtime_error("ngspice: no temporary folder: " + std::generic_category().message(errno));
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Waits until the child has ended; one that runs beyond the limit is killed.
void await(pid_t child, double limit_s) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  std::chrono::microseconds pause(100);
  int status = 0;
  for (pid_t ended = 0; (ended = waitpid(child, &status, WNOHANG)) != child;) {
    if (ended < 0 && errno != EINTR)
      throw std::runtime_error("lost ngspice: " + std::generic_category().message(errno));
    if (std::chrono::duration<double>(Clock::now() - start).count() > limit_s) {
      kill(child, SIGKILL);
      while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
      throw std::runtime_error(fmt::format("ngspice gave no result within the limit of {} s and was stopped", limit_s));
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::microseconds(10000));
  }
}

// -n: no initialisation file of the user; -b: batch.
void spawn_ngspice(const fs::path& folder, double limit_s) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "log", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  std::string program = "ngspice", plain = "-n", batch = "-b", deck = "deck";
  char* arguments[] = {program.data(), plain.data(), batch.data(), deck.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, "ngspice", &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) throw std::runtime_error("ngspice is not installed (Debian package ngspice)");
  if (error != 0) throw std::runtime_error("cannot start ngspice: " + std::generic_category().message(error));
  await(child, limit_s);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Numbers by rows: the scale, then the columns asked for.
arma::mat read_data(const fs::path& folder, const std::string& name, arma::uword columns) {
  std::ifstream file(folder / (name + ".txt"));
  std::vector<double> value{std::istream_iterator<double>(file), {}};
  const arma::uword width = columns + 1;
  if (value.empty() || value.size() % width != 0)
    throw std::runtime_error(
        fmt::format("ngspice gave no result for {}; it said:\n{}", name, read_file(folder / "log")));
  const arma::mat transposed(value.data(), width, value.size() / width);
  return transposed.t();
}

}  // namespace

bool ngspice_found() {
  const char* path = std::getenv("PATH");
  std::string list = path == nullptr ? "" : path;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(':', start), list.size());
    if (end > start && access((list.substr(start, end - start) + "/ngspice").c_str(), X_OK) == 0) return true;
    start = end + 1;
  }
  return false;
}

SpiceResult run_ngspice(const Circuit& circuit, const Drive& drive, const SpiceRun& run) {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "deck") << spice_deck(circuit, drive, run);
  spawn_ngspice(folder.path(), run.limit_s);
  const arma::uword n = circuit.arrays.positive_S.n_rows;
  const arma::uword inverters = make_network(circuit).n_inverter;
  const arma::vec op = read_data(folder.path(), "op", 2 * n + inverters).row(0).t();
  SpiceResult result{op.subvec(1, arma::size(n, 1)), op.subvec(1 + n, arma::size(n, 1)), op.tail(inverters), {}, {}};
  if (run.stop_s > 0.0) {
    const arma::mat data = read_data(folder.path(), "tran", n + inverters);
    result.time_s = data.col(0);
    result.output_V = data.tail_cols(n + inverters);
  }
  return result;
}

double relative_difference(const arma::mat& ours, const arma::mat& theirs) {
  if (arma::size(ours) != arma::size(theirs)) return INFINITY;
  const double difference = arma::abs(ours - theirs).max();
  return std::isnan(difference) || !ours.is_finite() || !theirs.is_finite() ? INFINITY
                                                                            : difference / arma::abs(theirs).max();
}

}  // namespace ohmimo::rram
