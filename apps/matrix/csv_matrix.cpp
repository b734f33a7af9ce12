#include "apps/matrix/csv_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "apps/matrix/csv_fields.hpp"
#include "apps/matrix/text_lines.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

struct CsvValue {
  arma::cx_double value;
  bool is_complex = false;
};

// Where the imaginary part begins: at the last sign that is neither the first character nor that of an exponent.
std::size_t imaginary_begin(std::string_view text) {
  for (std::size_t i = text.size(); i-- > 1;)
    if ((text[i] == '+' || text[i] == '-') && text[i - 1] != 'e' && text[i - 1] != 'E') return i;
  return 0;
}

double imaginary_number(const std::string& place, std::string_view text) {
  if (text.empty() || text == "+") return 1.0;
  if (text == "-") return -1.0;
  const bool negative = text[0] == '-';
  const std::string_view digits = trimmed(negative || text[0] == '+' ? text.substr(1) : text);
  if (digits.starts_with('-')) return matrix_number(place, text);  // two signs: refused there
  return negative ? -matrix_number(place, digits) : matrix_number(place, digits);
}

CsvValue parse_value(const std::string& place, std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '(' && text.back() == ')') text = trimmed(text.substr(1, text.size() - 2));
  const bool imaginary = !text.empty() && std::string_view("ijIJ").find(text.back()) != std::string_view::npos;
  if (!imaginary) return {matrix_number(place, text), false};
  text.remove_suffix(1);
  const std::size_t begin = imaginary_begin(text);
  // "1+-2j": old versions of numpy put a plus before the sign.
  const std::size_t real_end = begin > 1 && text[begin] == '-' && text[begin - 1] == '+' ? begin - 1 : begin;
  const double re = begin == 0 ? 0.0 : matrix_number(place, trimmed(text.substr(0, real_end)));
  return {{re, imaginary_number(place, trimmed(text.substr(begin)))}, true};
}

// Blanks that stand inside one complex number, as in 1 + 2i, separate nothing.
Separator csv_separator(std::string_view line) {
  const Separator separator = separator_in(line);
  if (separator != Separator::blank) return separator;
  try {
    (void)parse_value("", line);
    return Separator::none;
  } catch (const std::invalid_argument&) {
    return separator;
  }
}

struct CsvRows {
  std::vector<arma::cx_double> values;  // by rows
  std::size_t n_row = 0, n_col = 0;
  bool is_complex = false;
  Separator separator = Separator::none;
};

void add_row(const std::string& place, std::string_view line, CsvRows& rows) {
  std::size_t n_col = 0;
  std::string_view field;
  for (CsvFields fields{line, rows.separator}; fields.next(field);) {
    const std::string value_place = fmt::format("{} value {}", place, n_col + 1);
    if (rows.separator == Separator::semicolon && field.find(',') != std::string_view::npos)
      throw std::invalid_argument(fmt::format("{} must have a decimal point, decimal commas are not read, got {}",
                                              value_place, in_quotes(field.substr(0, 60))));
    const CsvValue value = parse_value(value_place, field);
    rows.values.push_back(value.value);
    rows.is_complex = rows.is_complex || value.is_complex;
    ++n_col;
  }
  if (rows.n_row > 0 && n_col != rows.n_col)
    throw std::invalid_argument(
        fmt::format("{} must have {} values, as the rows before, got {}", place, rows.n_col, n_col));
  rows.n_col = n_col;
  require_matrix_size(place, ++rows.n_row, n_col);
}

// Without blanks at its ends.
struct CsvLine {
  std::string_view text;
  std::size_t number = 0;
};

std::string header_note(const std::string& file, const CsvLine& header) {
  return fmt::format("{} line {} is left out, it names the columns: {}", in_quotes(file), header.number,
                     in_quotes(header.text.substr(0, 60)));
}

void require_names(const std::string& file, const CsvLine& header, const CsvRows& rows) {
  std::size_t n_name = 0;
  std::string_view name;
  for (CsvFields fields{header.text, rows.separator}; fields.next(name);) ++n_name;
  if (n_name != rows.n_col)
    throw std::invalid_argument(fmt::format("{} line {} must name {} columns, as the rows below have values, got {}",
                                            in_quotes(file), header.number, rows.n_col, n_name));
}

// Adds a line that is neither blank nor a comment. header: the row of names above the numbers, empty if there is none.
void add_line(const std::string& file, const CsvLine& line, CsvLine& header, CsvRows& rows) {
  const bool first = rows.n_row == 0;
  if (first && header.text.empty() && is_header(line.text)) {
    header = line;
    return;
  }
  if (first) rows.separator = csv_separator(line.text);
  try {
    add_row(fmt::format("{} line {}", in_quotes(file), line.number), line.text, rows);
    if (first && !header.text.empty()) require_names(file, header, rows);
  } catch (const std::invalid_argument& error) {
    if (rows.separator == Separator::none) throw;
    throw std::invalid_argument(fmt::format("{} (separator: {})", error.what(), separator_name(rows.separator)));
  }
}

}  // namespace

FileMatrix parse_csv(std::string_view text, const std::string& file) {
  CsvRows rows;
  CsvLine header;
  std::string_view line;
  for (TextLines lines{without_byte_order_mark(text)}; lines.next(line);) {
    line = trimmed(line);
    if (!line.empty() && line[0] != '#') add_line(file, {line, lines.number}, header, rows);
  }
  require_matrix_size(in_quotes(file), rows.n_row, rows.n_col);
  FileMatrix matrix{arma::cx_mat(rows.n_row, rows.n_col), rows.is_complex};
  if (!header.text.empty()) matrix.notes.push_back(header_note(file, header));
  for (std::size_t i = 0; i < rows.n_row; ++i)
    for (std::size_t j = 0; j < rows.n_col; ++j) matrix.value(i, j) = rows.values[i * rows.n_col + j];
  return matrix;
}

std::string format_complex(const arma::cx_double& value) {
  const bool negative = std::signbit(value.imag());
  return fmt::format("{}{}{}j", value.real(), negative ? "-" : "+", std::abs(value.imag()));
}

std::string format_csv(const FileMatrix& matrix, char separator) {
  std::string text;
  for (arma::uword i = 0; i < matrix.value.n_rows; ++i)
    for (arma::uword j = 0; j < matrix.value.n_cols; ++j) {
      const arma::cx_double value = matrix.value(i, j);
      text += matrix.is_complex ? format_complex(value) : fmt::format("{}", value.real());
      text += j + 1 < matrix.value.n_cols ? separator : '\n';
    }
  return text;
}

}  // namespace ohmimo::matrix
