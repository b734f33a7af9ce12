// Pictures as results of a command.
#pragma once
#include <filesystem>
#include <functional>
#include <string_view>

namespace ohmimo {

// Draws <stem>.png and <stem>.svg by draw(stem) and prints their names. A picture that cannot be drawn is one sentence
// on stderr, which names the table that holds its numbers; returns whether it was.
bool draw_picture(const std::filesystem::path& stem, std::string_view table,
                  const std::function<void(const std::filesystem::path& stem)>& draw);

}  // namespace ohmimo
