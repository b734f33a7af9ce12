#include "apps/commands/completion_scripts.hpp"

namespace ohmimo {
namespace {

std::string quoted(const std::string& text, const std::string& quote_inside) {
  std::string out = "'";
  for (const char c : text)
    if (c == '\'')
      out += quote_inside;
    else
      out += c;
  return out + "'";
}

}  // namespace

std::string sh_quoted(const std::string& text) {
  return quoted(text, "'\\''");
}

// Where a backslash stands for itself unless ' or \ follows.
std::string fish_quoted(const std::string& text) {
  std::string doubled;
  for (const char c : text) doubled += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return quoted(doubled, "\\'");
}

}  // namespace ohmimo
