// Writing files so that nothing half-written is ever seen.
#pragma once
#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace ohmimo {

// Makes the folder if needed and tries a write in it; throws std::invalid_argument naming the folder and the reason.
void require_writable_folder(const std::filesystem::path& folder);
// The same for one file, named by the option that asks for it; its folder must be there.
void require_writable_file(std::string_view option, const std::filesystem::path& file);

// Throws std::invalid_argument if the file is one of those that are read: results must not take their place.
void refuse_input_as_output(std::string_view option, const std::filesystem::path& file,
                            std::initializer_list<std::filesystem::path> inputs);

// Writes a temporary file beside the target and renames it. Throws std::runtime_error naming the file and the reason;
// what stood there before is then whole.
void write_text_file(const std::filesystem::path& file, std::string_view text);

}  // namespace ohmimo
