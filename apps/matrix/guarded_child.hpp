// Reading binary files by libraries that trust them: in a child process, of which only an answer comes back.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace ohmimo::matrix {

// What the child found: words that say what the bytes are, and the bytes in pieces. They stay where they are until the
// child ends.
struct GuardedAnswer {
  std::string head;
  std::vector<std::span<const std::byte>> body = {};
};

// Room in this process for the body that the words announce, in as many pieces as fit. Throws std::invalid_argument if
// the words are no sound ones: a damaged file may have damaged the child.
using GuardedRoom = std::function<std::vector<std::span<std::byte>>(const std::string& head)>;

// Runs read() in a child process with little CPU time and memory, and gives what it throws. On some damaged files HDF5
// and matio end the process or never return; then only the child ends, and std::invalid_argument is thrown. Throws
// std::runtime_error if there can be no child.
void read_in_child(const std::string& file, const std::function<GuardedAnswer()>& read, const GuardedRoom& room);

}  // namespace ohmimo::matrix
