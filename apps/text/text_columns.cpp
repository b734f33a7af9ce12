#include "apps/text/text_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "apps/text/lines.hpp"

namespace ohmimo {
namespace {

int least_width(const TextColumn& column) {
  return column.least > 0 ? std::min(column.least, column.width) : column.width;
}

int total_width(std::span<const TextColumn> columns, std::span<const std::size_t> shown) {
  int width = -1;
  for (const std::size_t k : shown) width += least_width(columns[k]) + 1;
  return width;
}

}  // namespace

std::vector<std::size_t> fitting_columns(std::span<const TextColumn> columns, int line_width) {
  std::vector<std::size_t> shown(columns.size());
  std::iota(shown.begin(), shown.end(), 0);
  while (shown.size() > 1 && total_width(columns, shown) > line_width)
    shown.erase(std::ranges::max_element(shown, {}, [&](std::size_t k) { return columns[k].rank; }));
  return shown;
}

std::string text_line(std::span<const TextColumn> columns, std::span<const std::size_t> shown,
                      std::span<const std::string> cells) {
  std::string line;
  for (const std::size_t k : shown) {
    const TextColumn& column = columns[k];
    line += line.empty() ? "" : " ";
    line += fmt::format(fmt::runtime(fmt::format("{{:{}{{}}}}", column.align)), cells[k], column.width);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

TextTable::TextTable(std::span<const TextColumn> columns, int line_width, std::string_view indent)
    : columns_(columns.begin(), columns.end()), limited_(line_width < unlimited_columns), indent_(indent) {
  line_width -= static_cast<int>(indent.size());
  shown_ = fitting_columns(columns, line_width);
  int left = line_width - total_width(columns, shown_);
  std::vector<std::size_t> by_rank = shown_;
  std::ranges::stable_sort(by_rank, {}, [&](std::size_t k) { return columns[k].rank; });
  for (const std::size_t k : by_rank) {
    TextColumn& column = columns_[k];
    if (column.least == 0) continue;
    const int least = least_width(column), width = std::clamp(least + left, 1, column.width);
    left -= std::max(0, width - least);
    column.width = width;
  }
}

std::string TextTable::titles() const {
  std::vector<std::string> titles;
  for (const TextColumn& column : columns_) titles.emplace_back(column.title);
  return line(titles);
}

std::string TextTable::line(std::span<const std::string> cells) const {
  std::vector<std::string> rest(cells.begin(), cells.end());
  std::string text;
  do {
    std::vector<std::string> first = rest;
    for (std::size_t k = 0; k < rest.size(); ++k) {
      rest[k].clear();
      if (!limited_ || columns_[k].least == 0) continue;
      const std::string broken = wrapped(first[k], columns_[k].width);
      const std::size_t end = std::min(broken.find('\n'), broken.size());
      first[k] = fitted(broken.substr(0, end), columns_[k].width);
      if (end < broken.size()) rest[k] = broken.substr(end + 1);
    }
    text += indent_ + text_line(columns_, shown_, first) + "\n";
  } while (std::ranges::any_of(shown_, [&](std::size_t k) { return !rest[k].empty(); }));
  return text;
}

std::string text_table(std::vector<TextColumn> columns, std::span<const std::vector<std::string>> rows, int line_width,
                       std::string_view indent) {
  for (std::size_t k = 0; k < columns.size(); ++k) {
    std::size_t longest = columns[k].title.size();
    for (const std::vector<std::string>& row : rows) longest = std::max(longest, row[k].size());
    columns[k].width = std::max(columns[k].width, static_cast<int>(longest));
  }
  const TextTable table(columns, line_width, indent);
  std::string text = table.titles();
  for (const std::vector<std::string>& row : rows) text += table.line(row);
  return text;
}

}  // namespace ohmimo
