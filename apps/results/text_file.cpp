#include "apps/results/text_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo {
namespace {

namespace fs = std::filesystem;

// 0, or why not all of the text got into the file.
int write_all(const fs::path& file, std::string_view text) {
  std::FILE* stream = std::fopen(file.c_str(), "wb");
  if (stream == nullptr) return errno;
  errno = 0;
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
  const int error = written ? 0 : errno;
  return std::fclose(stream) == 0 ? error : (error != 0 ? error : errno);
}

}  // namespace

void require_writable_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder))
    throw std::invalid_argument(fmt::format("out must be a folder that can be written, got '{}' ({})", folder.string(),
                                            error ? error.message() : "it is not a folder"));
  const fs::path probe = folder / ".ohmimo-write-test";
  const int failure = write_all(probe, "x");
  fs::remove(probe, error);
  if (failure != 0)
    throw std::invalid_argument(
        fmt::format("out must be a folder that can be written, got '{}' ({})", folder.string(), error_text(failure)));
}

void require_writable_file(std::string_view option, const fs::path& file) {
  if (!fs::is_directory(fs::absolute(file).parent_path()))
    throw std::invalid_argument(
        fmt::format("{} must be a file in a folder that is there, got '{}'", option, file.string()));
  fs::path part = file;
  part += ".part";
  const int failure = write_all(part, "x");
  std::error_code error;
  fs::remove(part, error);
  if (failure != 0 || fs::is_directory(file, error))
    throw std::invalid_argument(fmt::format("{} must be a file that can be written, got '{}' ({})", option,
                                            file.string(), failure != 0 ? error_text(failure) : "it is a folder"));
}

void refuse_input_as_output(std::string_view option, const fs::path& file, std::initializer_list<fs::path> inputs) {
  std::error_code not_there;
  for (const fs::path& input : inputs)
    if (!input.empty() && fs::equivalent(file, input, not_there))
      throw std::invalid_argument(
          fmt::format("{} must be another file than those that are read, got '{}'", option, file.string()));
}

void write_text_file(const fs::path& file, std::string_view text) {
  fs::path part = file;
  part += ".part";
  std::error_code error;
  if (const int failure = write_all(part, text); failure != 0) {
    fs::remove(part, error);
    throw std::runtime_error(fmt::format("cannot write {}: {}", file.string(), error_text(failure)));
  }
  fs::rename(part, file, error);
  if (error) throw std::runtime_error(fmt::format("cannot write {}: {}", file.string(), error.message()));
}

}  // namespace ohmimo
