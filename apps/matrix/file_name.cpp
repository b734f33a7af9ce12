#include "apps/matrix/file_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::matrix {

namespace fs = std::filesystem;

std::string ending_of(const fs::path& file) {
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

NameInFile split_name(const std::string& name) {
  const std::size_t colon = name.rfind(':');
  if (colon == std::string::npos) return {name, ""};
  const std::string ending = ending_of(name.substr(0, colon));
  const bool container = ending == ".h5" || ending == ".hdf5" || ending == ".mat";
  return container ? NameInFile{name.substr(0, colon), name.substr(colon + 1)} : NameInFile{name, ""};
}

void require_readable(const std::string& file, double most_megabytes) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) throw std::invalid_argument(fmt::format("{} does not exist", in_quotes(file)));
  if (!fs::is_regular_file(status)) throw std::invalid_argument(fmt::format("{} is not a file", in_quotes(file)));
  const double megabytes = static_cast<double>(fs::file_size(file, error)) * 1e-6;
  if (megabytes > most_megabytes)
    throw std::invalid_argument(
        fmt::format("{} must have at most {:.0f} MB, it has {:.0f} MB", in_quotes(file), most_megabytes, megabytes));
  if (!std::ifstream(file)) throw std::invalid_argument(fmt::format("{} cannot be read", in_quotes(file)));
}

}  // namespace ohmimo::matrix
