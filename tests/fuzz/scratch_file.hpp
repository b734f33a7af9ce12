// For readers that work through a library: a file, in memory where the system has a place for that, and the limits
// under which the program runs such readers (apps/matrix/guarded_child.hpp).
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/fuzz/fuzz.hpp"

// Too much memory is refused, not fatal; what the libraries lose ends with the process that reads.
extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=512:detect_leaks=0";
}

namespace ohmimo::fuzz {

class ScratchFile {
 public:
  ScratchFile() : name_((folder() / ("ohmimo_fuzz_" + std::to_string(getpid()))).string()) {
    descriptor_ = open(name_.c_str(), O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
    require(descriptor_ >= 0, "there is a place for a scratch file");
  }
  ~ScratchFile() {
    close(descriptor_);
    unlink(name_.c_str());
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  void fill(const std::uint8_t* data, std::size_t size) const {
    const bool whole =
        ftruncate(descriptor_, 0) == 0 && pwrite(descriptor_, data, size, 0) == static_cast<ssize_t>(size);
    require(whole, "the scratch file takes what is written");
  }
  const std::string& name() const { return name_; }

 private:
  static std::filesystem::path folder() {
    const std::filesystem::path in_memory = "/dev/shm";
    return std::filesystem::exists(in_memory) ? in_memory : std::filesystem::temp_directory_path();
  }
  std::string name_;
  int descriptor_ = -1;
};

}  // namespace ohmimo::fuzz
