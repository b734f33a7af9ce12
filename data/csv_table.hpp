// A CSV table of data/: lines that start with # are its source, the first other line names the columns.
#pragma once
#include <string_view>
#include <vector>

namespace ohmimo::data {

// Its text is that of the program: views stay valid. Fields hold no commas and no quotes.
class CsvTable {
 public:
  // Throws std::invalid_argument if there is no table of that name, or a row of another length than the header.
  explicit CsvTable(std::string_view name);

  std::size_t n_row() const { return rows_.size(); }
  // Throw std::invalid_argument for a column that is not there; number() also where the field is no finite number.
  std::string_view text(std::size_t row, std::string_view column) const;
  double number(std::size_t row, std::string_view column) const;

 private:
  std::string_view name_;
  std::vector<std::string_view> columns_;
  std::vector<std::vector<std::string_view>> rows_;
};

}  // namespace ohmimo::data
