#include "apps/external/gnuplot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

namespace fs = std::filesystem;

// A new folder beside stem, so that the finished pictures can be renamed into place; removed with all it holds.
class ScratchFolder {
 public:
  explicit ScratchFolder(const fs::path& stem) {
    std::string name = stem.string() + ".gnuplot_XXXXXX";
    if (!mkdtemp(name.data()))
      throw std::runtime_error(
          fmt::format("plot: cannot write beside {}: {}", stem.string(), std::generic_category().message(errno)));
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

// Runs gnuplot in folder, without a shell; what it says goes to the file log. -d: no initialisation files of the user.
int spawn_gnuplot(const fs::path& folder) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "log", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  std::string program = "gnuplot", defaults = "-d", script = "script";
  char* arguments[] = {program.data(), defaults.data(), script.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, "gnuplot", &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT)
    throw std::runtime_error("plot: gnuplot is not installed, so no picture was drawn (Debian package gnuplot-nox)");
  if (error != 0) throw std::runtime_error("plot: cannot start gnuplot: " + std::generic_category().message(error));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::runtime_error("plot: lost gnuplot: " + std::generic_category().message(errno));
  return status;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string gnuplot_quote(std::string_view text) {
  std::string out = "'";
  for (const char c : one_line(text)) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

void run_gnuplot(const std::string& script, const fs::path& stem) {
  const ScratchFolder folder(stem);
  std::ofstream(folder.path() / "script") << script;
  const int status = spawn_gnuplot(folder.path());
  const fs::path png = folder.path() / "plot.png", svg = folder.path() / "plot.svg";
  if (status != 0 || !fs::exists(png) || !fs::exists(svg))
    throw std::runtime_error("plot: gnuplot failed: " + one_line(read_file(folder.path() / "log")));
  fs::rename(png, stem.string() + ".png");
  fs::rename(svg, stem.string() + ".svg");
}

}  // namespace ohmimo
