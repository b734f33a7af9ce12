// Child processes: programs started without a shell, children that must end in time, folders for their files.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

// A namespace of its own: at every call it says that another program does the work.
namespace ohmimo::external {

// A new folder, removed at the end with all it holds.
class ScratchFolder {
 public:
  // Named by this path and six letters more. Throws std::runtime_error naming the path and the reason.
  explicit ScratchFolder(const std::filesystem::path& stem);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// How a child ended: with an exit code, or by a signal, which is SIGKILL if it was stopped at the limit.
struct ExitStatus {
  int code = 0;
  int signal = 0;
  bool at_limit = false;

  bool success() const { return code == 0 && signal == 0; }
};

constexpr double no_limit_s = std::numeric_limits<double>::infinity();

// A running child of this process. It does not outlive this object: what still runs is killed.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Returns when it has ended; kills it after limit_s seconds.
  ExitStatus wait(double limit_s = no_limit_s);

 private:
  pid_t id_;
};

struct Program {
  std::string name;  // found by PATH
  std::vector<std::string> arguments;
  std::string package;  // of Debian, named where the program is missing
};

// True if PATH has it.
bool is_installed(const std::string& program);

// Runs a program in a folder, with an empty input; what it says goes to the file "log" there. Throws std::runtime_error
// if it cannot be started.
ExitStatus run_program(const Program& program, const std::filesystem::path& folder, double limit_s);

// The whole text of a file; empty if there is none.
std::string text_of(const std::filesystem::path& file);

}  // namespace ohmimo::external
