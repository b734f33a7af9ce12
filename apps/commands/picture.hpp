// Pictures as results of a command.
#pragma once
#include <filesystem>
#include <functional>
#include <string_view>

namespace ohmimo {

// Draws <stem>.png and <stem>.svg by draw(stem) and prints their names, those of `shown` where they will be seen. A
// picture that cannot be drawn is one sentence on stderr; returns whether it was.
bool draw_picture(const std::filesystem::path& stem, const std::filesystem::path& shown,
                  const std::function<void(const std::filesystem::path& stem)>& draw);

}  // namespace ohmimo
