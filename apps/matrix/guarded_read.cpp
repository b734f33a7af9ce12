#include "apps/matrix/guarded_read.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <new>
#include <stdexcept>
#include <utility>

#include "apps/external/subprocess.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

// What the child sends first; then the matrix by columns and its notes, one a line, or the sentence of n_row
// characters.
struct Header {
  enum class Kind : std::uint32_t { matrix = 0x6d617472, sentence = 0x73656e74 };
  Kind kind;
  std::uint32_t is_complex = 0, order_unmarked = 0;
  std::uint32_t n_note = 0;  // characters of the notes
  std::uint64_t n_row = 0, n_col = 0;
};
constexpr std::uint64_t longest_sentence = 4096;  // and longest notes

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
template <class Value>
char* bytes(Value* value) {
  return reinterpret_cast<char*>(value);
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

bool send_sentence(int pipe, std::string text) {
  text.resize(std::min<std::size_t>(text.size(), longest_sentence));
  Header header{.kind = Header::Kind::sentence, .n_row = text.size()};
  return transfer_all(pipe, bytes(&header), sizeof header, write_some) &&
         transfer_all(pipe, text.data(), text.size(), write_some);
}

bool send_matrix(int pipe, FileMatrix& matrix) {
  std::string notes = fmt::format("{}", fmt::join(matrix.notes, "\n"));
  notes.resize(std::min<std::size_t>(notes.size(), longest_sentence));
  Header header{.kind = Header::Kind::matrix,
                .is_complex = matrix.is_complex,
                .order_unmarked = matrix.order_unmarked,
                .n_note = static_cast<std::uint32_t>(notes.size()),
                .n_row = matrix.value.n_rows,
                .n_col = matrix.value.n_cols};
  return transfer_all(pipe, bytes(&header), sizeof header, write_some) &&
         transfer_all(pipe, bytes(matrix.value.memptr()), matrix.value.n_elem * sizeof(arma::cx_double), write_some) &&
         transfer_all(pipe, notes.data(), notes.size(), write_some);
}

// The child: never returns. _exit, since what the parent has registered for its own end is not the child's to do.
[[noreturn]] void child(int pipe, const std::string& file, const std::function<FileMatrix()>& read) {
  bool sent = false;
  try {
    limit_child(file);
    FileMatrix matrix = read();
    sent = send_matrix(pipe, matrix);
  } catch (const std::bad_alloc&) {
    sent = send_sentence(pipe, fmt::format("{} asks for too much memory to be a sound file", in_quotes(file)));
  } catch (const std::exception& error) {
    sent = send_sentence(pipe, error.what());
  }
  _exit(sent ? 0 : 1);
}

// True if what the child sent is whole; the sizes are checked again, for a damaged file may have damaged the child.
bool receive(int pipe, FileMatrix& matrix, std::string& sentence) {
  Header header{};
  if (!transfer_all(pipe, bytes(&header), sizeof header, read_some)) return false;
  if (header.kind == Header::Kind::sentence && header.n_row <= longest_sentence) {
    sentence.resize(header.n_row);
    return transfer_all(pipe, sentence.data(), sentence.size(), read_some);
  }
  if (header.kind != Header::Kind::matrix || header.n_note > longest_sentence) return false;
  require_matrix_size("matrix", header.n_row, header.n_col);
  matrix = {arma::cx_mat(header.n_row, header.n_col), header.is_complex != 0, header.order_unmarked != 0};
  std::string notes(header.n_note, ' ');
  if (!transfer_all(pipe, bytes(matrix.value.memptr()), matrix.value.n_elem * sizeof(arma::cx_double), read_some) ||
      !transfer_all(pipe, notes.data(), notes.size(), read_some))
    return false;
  if (!notes.empty()) matrix.notes = split(notes, '\n');
  return true;
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

FileMatrix read_guarded(const std::string& file, const std::function<FileMatrix()>& read) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  PipeEnd from(ends[0]), to(ends[1]);
  const pid_t id = fork();
  if (id == 0) child(to.descriptor(), file, read);
  if (id < 0) throw std::runtime_error("cannot start a process to read " + in_quotes(file));
  external::Child reader(id);
  to.shut();  // so that reading ends with the child
  FileMatrix matrix;
  std::string sentence;
  const bool whole = receive(from.descriptor(), matrix, sentence);
  from.shut();  // a child that still writes ends
  const external::ExitStatus ended = reader.wait();
  if (!sentence.empty()) throw std::invalid_argument(sentence);
  if (whole && ended.success()) return matrix;
  throw std::invalid_argument(fmt::format("{} is damaged: the library that reads such files {}", in_quotes(file),
                                          ended.signal == SIGXCPU ? "does not come to an end" : "fails on it"));
}

}  // namespace ohmimo::matrix
