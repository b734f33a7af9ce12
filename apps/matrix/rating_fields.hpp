// The parts of a line of ratings, and names in the order they come.
#pragma once
#include <array>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ohmimo::matrix {

inline constexpr std::size_t most_fields = 16;  // of a line

// Names in the order they come, and the place of each. They are kept in the vector given.
class Names {
 public:
  explicit Names(std::vector<std::string>& names) : names_(names) {}

  std::uint32_t place(std::string_view name) {
    if (last_ && names_[*last_] == name) return *last_;  // files are sorted by one of both
    const auto found = places_.find(name);
    if (found != places_.end()) return *(last_ = found->second);
    const auto next = static_cast<std::uint32_t>(names_.size());
    names_.emplace_back(name);
    places_.emplace(name, next);
    return *(last_ = next);
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  std::vector<std::string>& names_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;
  std::optional<std::uint32_t> last_;
};

// What separates the fields of a line; "::" is that of MovieLens, "" if nothing does.
std::string_view separator_of(std::string_view line);

struct Fields {
  std::array<std::string_view, most_fields> at;  // without blanks and quotes around them
  std::size_t count = 0;                         // also of those beyond the array
};
Fields fields_of(std::string_view line, std::string_view separator);

// Whether a column of that name is one of these, however it is written.
bool is_one_of(std::string_view name, std::initializer_list<std::string_view> words);

}  // namespace ohmimo::matrix
