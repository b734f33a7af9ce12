// Sentences for what can be wrong with a store of counts.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::counts {

// A page that cannot be read any more.
class StoreDamage : public std::runtime_error {
 public:
  StoreDamage(const std::filesystem::path& file, const std::string& sentence)
      : std::runtime_error(sentence), file_(file) {}
  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
};

// "FILE: the disk is full; all that was written before is kept".
[[noreturn]] void throw_store_fault(const std::filesystem::path& file, const SQLite::Exception& error);

// do_it(), whose SQLite exceptions become such sentences.
template <class DoIt>
auto with_faults(const std::filesystem::path& file, DoIt do_it) {
  try {
    return do_it();
  } catch (const SQLite::Exception& error) {
    throw_store_fault(file, error);
  }
}

}  // namespace ohmimo::counts
