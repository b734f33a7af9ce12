#include "apps/plot/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "apps/text/text.hpp"

namespace ohmimo::plot {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 256'000'000;

[[noreturn]] void refuse_line(const std::string& file, std::size_t line, const std::string& sentence) {
  throw std::invalid_argument(fmt::format("{}: line {}: {}", one_line(file), line, sentence));
}

// A long cell, of a file that is none of ours, need not be quoted whole.
std::string shown(std::string_view cell) {
  constexpr std::size_t most = 40;
  return cell.size() <= most ? in_quotes(cell) : in_quotes(cell.substr(0, most)) + "...";
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

// Cells of one line; in quotes a comma is a letter and "" a quote. Says what is wrong, or nothing.
std::string_view split_line(std::string_view line, std::vector<std::string>& cells) {
  cells.assign(1, "");
  bool quoted = false;
  for (std::size_t k = 0; k < line.size(); ++k) {
    const char c = line[k];
    if (is_control(c)) return "must be text, got a control character";
    if (c == '"' && quoted && k + 1 < line.size() && line[k + 1] == '"')
      cells.back() += line[++k];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return quoted ? "must close its quotes, got an open one at the end" : "";
}

// The next line of a text, without its end; removes it from the text.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void refuse_repeated(const std::string& file, const std::vector<std::string>& columns) {
  for (auto column = columns.begin(); column != columns.end(); ++column)
    if (std::find(columns.begin(), column, *column) != column)
      refuse_line(file, 1, fmt::format("must name each column once, got {} twice", shown(*column)));
}

}  // namespace

Rows::Rows(std::string_view csv, std::string name, const HeaderCheck& check_header) : name_(std::move(name)) {
  if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);  // as some spreadsheets write
  std::vector<std::string> cells;
  for (std::size_t line = 1; !csv.empty(); ++line) {
    const std::string_view text = next_line(csv);
    if (text.empty() && !columns_.empty()) continue;
    if (const std::string_view fault = split_line(text, cells); !fault.empty())
      refuse_line(name_, line, std::string(fault));
    if (columns_.empty()) {
      columns_ = cells;
      refuse_repeated(name_, columns_);
      if (check_header) check_header(*this);
      continue;
    }
    if (cells.size() != columns_.size())
      refuse_line(
          name_, line,
          fmt::format("must have {} cells, as many as line 1 has names, got {}", columns_.size(), cells.size()));
    rows_.push_back(cells);
    lines_.push_back(line);
  }
  if (columns_.empty()) refuse_line(name_, 1, "must hold the names of columns, got an empty file");
}

bool Rows::has(std::string_view column) const {
  return std::ranges::find(columns_, column) != columns_.end();
}

std::size_t Rows::place(std::string_view column) const {
  const auto found = std::ranges::find(columns_, column);
  if (found == columns_.end()) refuse_line(name_, 1, fmt::format("must name a column {}, got none", column));
  return static_cast<std::size_t>(found - columns_.begin());
}

const std::string& Rows::text(std::size_t row, std::string_view column) const {
  return rows_[row][place(column)];
}

double Rows::number(std::size_t row, std::string_view column) const {
  const std::optional<double> value = optional_number(row, column);
  if (!value) refuse(row, column, "must be a number");
  return *value;
}

std::optional<double> Rows::optional_number(std::size_t row, std::string_view column) const {
  if (text(row, column).empty()) return std::nullopt;
  const double value = finite_or_nan(row, column);
  if (!std::isfinite(value)) refuse(row, column, "must be a finite number");
  return value;
}

double Rows::finite_or_nan(std::size_t row, std::string_view column) const {
  const std::string& cell = text(row, column);
  if (cell.empty()) return NAN;
  double value = 0.0;
  const auto [stop, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || stop != cell.data() + cell.size()) refuse(row, column, "must be a number");
  return std::isfinite(value) ? value : NAN;
}

void Rows::refuse(std::size_t row, std::string_view column, std::string_view sentence) const {
  refuse_line(name_, lines_[row], fmt::format("{} {}, got {}", column, sentence, shown(text(row, column))));
}

Rows read_rows(const fs::path& file, const Rows::HeaderCheck& check_header) {
  const std::string name = one_line(file.string());
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    throw std::invalid_argument(fmt::format("{}: must be a file, got {}", name,
                                            fs::exists(file, error) ? "something else" : "nothing of that name"));
  if (const std::uintmax_t size = fs::file_size(file, error); error || size > most_bytes)
    throw std::invalid_argument(fmt::format("{}: must be at most {} bytes, got {}", name, most_bytes, size));
  std::ifstream stream(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  if (!stream) throw std::invalid_argument(fmt::format("{}: must be a file that can be read", name));
  return Rows(text, name, check_header);
}

}  // namespace ohmimo::plot
