// The page that a browser gets: web/ in one file, compiled in (web/embed.cmake).
#pragma once
#include <string_view>

namespace ohmimo::stream {

std::string_view web_page();

// Of its one style and its one script, as Content-Security-Policy has them: sha256-....
std::string_view web_page_style_hash();
std::string_view web_page_script_hash();

}  // namespace ohmimo::stream
