#include "apps/external/subprocess.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "apps/text/text.hpp"

namespace ohmimo::external {
namespace {

namespace fs = std::filesystem;

// What the child does between its start and the program: another folder, other files.
class SpawnActions {
 public:
  explicit SpawnActions(const fs::path& folder) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "log", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

pid_t spawn(Program program, const fs::path& folder) {
  std::vector<char*> arguments = {program.name.data()};
  for (std::string& argument : program.arguments) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const SpawnActions actions(folder);
  pid_t id = 0;
  const int error = posix_spawnp(&id, program.name.c_str(), actions.get(), nullptr, arguments.data(), environ);
  if (error == ENOENT)
    throw std::runtime_error(fmt::format("{} is not installed (Debian package {})", program.name, program.package));
  if (error != 0) throw std::runtime_error(fmt::format("cannot start {}: {}", program.name, error_text(error)));
  return id;
}

ExitStatus exit_status(int status) {
  return WIFSIGNALED(status) ? ExitStatus{0, WTERMSIG(status), false} : ExitStatus{WEXITSTATUS(status), 0, false};
}

// waitpid() that a signal to this process does not disturb; 0 if the child still runs, only with WNOHANG.
pid_t wait_for(pid_t id, int& status, int options) {
  pid_t ended = 0;
  while ((ended = waitpid(id, &status, options)) < 0)
    if (errno != EINTR) throw std::runtime_error("lost a child process: " + error_text(errno));
  return ended;
}

// True if the child ends within the limit.
bool ends_within(pid_t id, double limit_s, int& status) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  std::chrono::microseconds pause(100);
  while (wait_for(id, status, WNOHANG) == 0) {
    if (std::chrono::duration<double>(Clock::now() - start).count() > limit_s) return false;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::microseconds(10000));
  }
  return true;
}

}  // namespace

ScratchFolder::ScratchFolder(const fs::path& stem) {
  std::string name = stem.string() + "_XXXXXX";
  if (!mkdtemp(name.data()))
    throw std::runtime_error(fmt::format("cannot write beside {}: {}", stem.string(), error_text(errno)));
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Child::~Child() {
  if (id_ < 0) return;
  kill(id_, SIGKILL);
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) continue;
}

ExitStatus Child::wait(double limit_s) {
  int status = 0;
  const bool in_time = limit_s == no_limit_s ? wait_for(id_, status, 0) == id_ : ends_within(id_, limit_s, status);
  if (!in_time) {
    kill(id_, SIGKILL);
    wait_for(id_, status, 0);
  }
  id_ = -1;
  ExitStatus ended = exit_status(status);
  ended.at_limit = !in_time;
  return ended;
}

bool is_installed(const std::string& program) {
  const char* path = std::getenv("PATH");
  const std::string list = path == nullptr ? "" : path;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(':', start), list.size());
    if (end > start && access((list.substr(start, end - start) + "/" + program).c_str(), X_OK) == 0) return true;
    start = end + 1;
  }
  return false;
}

ExitStatus run_program(const Program& program, const fs::path& folder, double limit_s) {
  return Child(spawn(program, folder)).wait(limit_s);
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace ohmimo::external
