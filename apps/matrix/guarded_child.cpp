#include "apps/matrix/guarded_child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <new>
#include <stdexcept>

#include "apps/external/subprocess.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

// What the child sends first; then the words, and after the head of an answer its body.
struct Header {
  enum class Kind : std::uint32_t { answer = 0x6d617472, sentence = 0x73656e74 };
  Kind kind;
  std::uint32_t n_character = 0;
};
constexpr std::uint32_t longest_sentence = 4096, longest_head = 1 << 20;

bool transfer_all(int descriptor, char* data, std::size_t size, ssize_t (*transfer)(int, char*, std::size_t)) {
  while (size > 0) {
    const ssize_t done = transfer(descriptor, data, size);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    data += done;
    size -= static_cast<std::size_t>(done);
  }
  return true;
}
ssize_t read_some(int descriptor, char* data, std::size_t size) {
  return ::read(descriptor, data, size);
}
ssize_t write_some(int descriptor, char* data, std::size_t size) {
  return ::write(descriptor, data, size);
}
bool write_all(int pipe, const void* data, std::size_t size) {
  return transfer_all(pipe, static_cast<char*>(const_cast<void*>(data)), size, write_some);
}

// CPU: 2 s and 1 s for every 10 MB of the file. Memory: 3 GB more than the process has already.
void limit_child(const std::string& file) {
  std::error_code error;
  const rlim_t seconds = 2 + std::filesystem::file_size(file, error) / 10'000'000;
  const rlimit cpu = {seconds, seconds + 1}, core = {0, 0};  // at both limits at once SIGKILL hides SIGXCPU
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &core);
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t memory = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + 3'000'000'000u;
  const rlimit space = {memory, memory};
  setrlimit(RLIMIT_AS, &space);
  const int nowhere = open("/dev/null", O_WRONLY);  // what the libraries say
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

bool send_words(int pipe, Header::Kind kind, const std::string& text, std::uint32_t longest) {
  const Header header{kind, static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), longest))};
  return write_all(pipe, &header, sizeof header) && write_all(pipe, text.data(), header.n_character);
}

bool send_answer(int pipe, const GuardedAnswer& answer) {
  return answer.head.size() <= longest_head && send_words(pipe, Header::Kind::answer, answer.head, longest_head) &&
         std::ranges::all_of(answer.body, [pipe](const std::span<const std::byte>& piece) {
           return write_all(pipe, piece.data(), piece.size());
         });
}

// The child: never returns. _exit, since what the parent has registered for its own end is not the child's to do.
[[noreturn]] void child(int pipe, const std::string& file, const std::function<GuardedAnswer()>& read) {
  bool sent = false;
  const auto refuse = [&](const std::string& sentence) {
    sent = send_words(pipe, Header::Kind::sentence, sentence, longest_sentence);
  };
  try {
    limit_child(file);
    sent = send_answer(pipe, read());
  } catch (const std::bad_alloc&) {
    refuse(fmt::format("{} asks for too much memory to be a sound file", in_quotes(file)));
  } catch (const std::exception& error) {
    refuse(error.what());
  }
  _exit(sent ? 0 : 1);
}

// True if what the child sent is whole.
bool receive(int pipe, const GuardedRoom& room, std::string& sentence) {
  Header header{};
  if (!transfer_all(pipe, reinterpret_cast<char*>(&header), sizeof header, read_some)) return false;
  const bool answer = header.kind == Header::Kind::answer;
  if (!answer && header.kind != Header::Kind::sentence) return false;
  if (header.n_character > (answer ? longest_head : longest_sentence)) return false;
  std::string words(header.n_character, ' ');
  if (!transfer_all(pipe, words.data(), words.size(), read_some)) return false;
  if (!answer) {
    sentence = words;
    return true;
  }
  return std::ranges::all_of(room(words), [pipe](const std::span<std::byte>& piece) {
    return transfer_all(pipe, reinterpret_cast<char*>(piece.data()), piece.size(), read_some);
  });
}

// One end of a pipe.
class PipeEnd {
 public:
  explicit PipeEnd(int descriptor) : descriptor_(descriptor) {}
  ~PipeEnd() { shut(); }
  PipeEnd(const PipeEnd&) = delete;
  PipeEnd& operator=(const PipeEnd&) = delete;
  int descriptor() const { return descriptor_; }
  void shut() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_;
};

}  // namespace

void read_in_child(const std::string& file, const std::function<GuardedAnswer()>& read, const GuardedRoom& room) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  PipeEnd from(ends[0]), to(ends[1]);
  const pid_t id = fork();
  if (id == 0) child(to.descriptor(), file, read);
  if (id < 0) throw std::runtime_error("cannot start a process to read " + in_quotes(file));
  external::Child reader(id);
  to.shut();  // so that reading ends with the child
  std::string sentence;
  const bool whole = receive(from.descriptor(), room, sentence);
  from.shut();  // a child that still writes ends
  const external::ExitStatus ended = reader.wait();
  if (!sentence.empty()) throw std::invalid_argument(sentence);
  if (whole && ended.success()) return;
  throw std::invalid_argument(fmt::format("{} is damaged: the library that reads such files {}", in_quotes(file),
                                          ended.signal == SIGXCPU ? "does not come to an end" : "fails on it"));
}

}  // namespace ohmimo::matrix
