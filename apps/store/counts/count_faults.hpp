// Sentences for what can be wrong with a store of counts.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::counts {

// "FILE: the disk is full; all that was written before is kept".
std::runtime_error store_fault(const std::filesystem::path& file, const SQLite::Exception& error);

// do_it(), whose SQLite exceptions become such sentences.
template <class DoIt>
auto with_faults(const std::filesystem::path& file, DoIt do_it) {
  try {
    return do_it();
  } catch (const SQLite::Exception& error) {
    throw store_fault(file, error);
  }
}

}  // namespace ohmimo::counts
