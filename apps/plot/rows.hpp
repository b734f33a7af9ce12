// A table of results as its CSV file has it, from which pictures are made: by the commands that wrote it, or later.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ohmimo::plot {

// Messages name the file, the line and the column. All throw std::invalid_argument.
class Rows {
 public:
  // Called with the names of the columns known and no row yet, to refuse what is another table.
  using HeaderCheck = std::function<void(const Rows&)>;

  // Of CSV: a line of names, then a line of as many cells for each row. name: of the file, for messages.
  Rows(std::string_view csv, std::string name, const HeaderCheck& check_header = {});

  const std::string& name() const { return name_; }
  std::size_t size() const { return rows_.size(); }
  const std::vector<std::string>& columns() const { return columns_; }
  bool has(std::string_view column) const;

  // The cell of a row in a column, which must be there.
  const std::string& text(std::size_t row, std::string_view column) const;
  // The same as a finite number.
  double number(std::size_t row, std::string_view column) const;
  // The same where it may be missing.
  std::optional<double> optional_number(std::size_t row, std::string_view column) const;
  // The same where it may be missing, infinite or not a number; NaN for all of these.
  double finite_or_nan(std::size_t row, std::string_view column) const;

  // Throws "<file>: line N: <column> <sentence>, got <cell>".
  [[noreturn]] void refuse(std::size_t row, std::string_view column, std::string_view sentence) const;

 private:
  std::size_t place(std::string_view column) const;

  std::string name_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;  // [row][column]
  std::vector<std::size_t> lines_;              // of the file, from 1
};

// Throws std::invalid_argument naming the file if it cannot be read, is larger than 256 MB or is no such table.
Rows read_rows(const std::filesystem::path& file, const Rows::HeaderCheck& check_header = {});

}  // namespace ohmimo::plot
