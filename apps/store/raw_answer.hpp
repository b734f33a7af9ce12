// What a child process that reads a file sends of it (apps/matrix/guarded_child.hpp).
#pragma once
#include <functional>
#include <string>

#include "apps/store/raw_file.hpp"

namespace ohmimo::store {

// Runs read() in a child process and gives what it returns or throws.
RawFile read_raw_guarded(const std::string& file, const std::function<RawFile()>& read);

}  // namespace ohmimo::store
