#include "apps/store/counts/count_faults.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <string_view>

namespace ohmimo::counts {
namespace {

std::string_view reason(int code) {
  switch (code) {
    case SQLITE_FULL:
      return "the disk is full; what was written before is kept, and a run resumes from there";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process keeps it locked";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "it may not be written";
    case SQLITE_CANTOPEN:
      return "it cannot be opened";
    case SQLITE_CORRUPT:
      return "it is damaged; `ohmimo sweep merge NEW OLD` copies what can still be read";
    case SQLITE_NOTADB:
      return "it is no SQLite file";
    default:
      return "";
  }
}

}  // namespace

void throw_store_fault(const std::filesystem::path& file, const SQLite::Exception& error) {
  const std::string_view known = reason(error.getErrorCode());
  const std::string sentence =
      fmt::format("{}: {}", file.string(), known.empty() ? one_line(error.what()) : std::string(known));
  if (error.getErrorCode() == SQLITE_CORRUPT) throw StoreDamage(file, sentence);
  throw std::runtime_error(sentence);
}

}  // namespace ohmimo::counts
