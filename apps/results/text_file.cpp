#include "apps/results/text_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace ohmimo {

void require_writable_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder))
    throw std::invalid_argument(fmt::format("out must be a folder that can be written, got '{}' ({})", folder.string(),
                                            error ? error.message() : "it is not a folder"));
  const std::filesystem::path probe = folder / ".ohmimo-write-test";
  const bool written = static_cast<bool>(std::ofstream(probe) << "x" << std::flush);
  std::filesystem::remove(probe, error);
  if (!written)
    throw std::invalid_argument(fmt::format("out must be a folder that can be written, got '{}'", folder.string()));
}

void require_writable_file(std::string_view option, const std::filesystem::path& file) {
  if (!std::filesystem::is_directory(std::filesystem::absolute(file).parent_path()))
    throw std::invalid_argument(
        fmt::format("{} must be a file in a folder that is there, got '{}'", option, file.string()));
  std::filesystem::path part = file;
  part += ".part";
  const bool written = static_cast<bool>(std::ofstream(part) << "x" << std::flush);
  std::error_code error;
  std::filesystem::remove(part, error);
  if (!written || std::filesystem::is_directory(file, error))
    throw std::invalid_argument(fmt::format("{} must be a file that can be written, got '{}'", option, file.string()));
}

void write_text_file(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::path part = file;
  part += ".part";
  std::error_code error;
  if (!(std::ofstream(part, std::ios::binary) << text << std::flush)) {
    std::filesystem::remove(part, error);
    throw std::runtime_error(fmt::format("cannot write {}", part.string()));
  }
  std::filesystem::rename(part, file, error);
  if (error) throw std::runtime_error(fmt::format("cannot write {}: {}", file.string(), error.message()));
}

}  // namespace ohmimo
