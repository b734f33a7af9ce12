#include "apps/matrix/matrix_market.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>
#include <vector>

#include "apps/matrix/text_lines.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

enum class Symmetry { general, symmetric, hermitian, skew };

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (line = trimmed(line); !line.empty(); line = trimmed(line)) {
    const std::size_t end = line.find_first_of(" \t");
    words.push_back(line.substr(0, end));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end);
  }
  return words;
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& file)
      : lines_{without_byte_order_mark(text)}, file_(in_quotes(file)) {}

  FileMatrix read() {
    read_banner();
    read_size();
    coordinate_ ? read_coordinate() : read_array();
    if (next_words()) refuse(fmt::format("must not be there: all {} entries are read", n_entry_));
    return {std::move(value_), complex_};
  }

 private:
  std::string place() const { return fmt::format("{} line {}", file_, lines_.number); }
  [[noreturn]] void refuse(const std::string& rule) const {
    throw std::invalid_argument(fmt::format("{} {}", place(), rule));
  }

  // Words of the next line that is neither blank nor a comment; false at the end.
  bool next_words() {
    std::string_view line;
    while (lines_.next(line)) {
      words_ = words_of(line);
      if (!words_.empty() && !words_[0].starts_with('%')) return true;
    }
    return false;
  }

  // One word of the banner, in small letters, which must be one of known.
  std::string banner_word(std::size_t index, std::vector<std::string> known) const {
    std::string word(words_[index].substr(0, 60));
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::find(known, word) == known.end())
      refuse(fmt::format("word {} must be {}, got {}", index + 1, fmt::join(known, " or "), in_quotes(word)));
    return word;
  }

  void read_banner() {
    std::string_view line;
    if (!lines_.next(line)) throw std::invalid_argument(fmt::format("{} is empty", file_));
    words_ = words_of(line);
    if (words_.empty() || words_[0] != "%%MatrixMarket")
      throw std::invalid_argument(
          fmt::format("{} is not a Matrix Market file: it must begin with %%MatrixMarket", file_));
    if (words_.size() != 5) refuse(fmt::format("must have 5 words, got {}", words_.size()));
    banner_word(1, {"matrix"});
    coordinate_ = banner_word(2, {"array", "coordinate"}) == "coordinate";
    complex_ = banner_word(3, {"real", "complex", "integer"}) == "complex";
    const std::string symmetry = banner_word(4, {"general", "symmetric", "hermitian", "skew-symmetric"});
    symmetry_ = symmetry == "general"     ? Symmetry::general
                : symmetry == "symmetric" ? Symmetry::symmetric
                : symmetry == "hermitian" ? Symmetry::hermitian
                                          : Symmetry::skew;
    if (symmetry_ == Symmetry::hermitian && !complex_) refuse("must be complex to be hermitian");
  }

  std::uint64_t natural(std::size_t index) const {
    if (words_[index].size() > 20) refuse(fmt::format("word {} must have at most 20 digits", index + 1));
    return natural_from_text(fmt::format("{} word {}", place(), index + 1), words_[index]);
  }

  void read_size() {
    if (!next_words()) throw std::invalid_argument(fmt::format("{} must give its size, it ends before", file_));
    const std::size_t n_word = coordinate_ ? 3 : 2;
    if (words_.size() != n_word)
      refuse(fmt::format("must be the size: {} integers, got {} words", n_word, words_.size()));
    const std::uint64_t n_row = natural(0), n_col = natural(1);
    require_matrix_size(place(), n_row, n_col);
    if (symmetry_ != Symmetry::general && n_row != n_col)
      refuse(fmt::format("must be square to be symmetric, got {}x{}", n_row, n_col));
    value_.zeros(n_row, n_col);
    if (coordinate_) n_entry_ = natural(2);
    if (coordinate_ && n_entry_ > n_row * n_col)
      refuse(fmt::format("must announce at most {} entries, got {}", n_row * n_col, n_entry_));
  }

  // The number that ends the line, after first words.
  arma::cx_double entry(std::size_t first) {
    if (!next_words())
      throw std::invalid_argument(fmt::format("{} must have {} entries, it ends before", file_, n_entry_));
    const std::size_t n_word = first + (complex_ ? 2 : 1);
    if (words_.size() != n_word) refuse(fmt::format("must have {} words, got {}", n_word, words_.size()));
    const auto number = [this](std::size_t k) {
      return matrix_number(fmt::format("{} word {}", place(), k + 1), words_[k]);
    };
    return {number(first), complex_ ? number(first + 1) : 0.0};
  }

  void store(arma::uword i, arma::uword j, arma::cx_double value) {
    // Sums of x conj(x) leave an imaginary part of at most half a rounding of their real part.
    if (i == j && symmetry_ == Symmetry::hermitian) {
      if (std::abs(value.imag()) > 4.0 * arma::datum::eps * std::abs(value.real()))
        refuse(fmt::format("must be real on the diagonal, got imaginary part {}", value.imag()));
      value.imag(0.0);
    }
    if (i == j && symmetry_ == Symmetry::skew && value != 0.0) refuse("must be 0 on the diagonal");
    if (symmetry_ != Symmetry::general)
      value_(j, i) = symmetry_ == Symmetry::skew ? -value : symmetry_ == Symmetry::hermitian ? std::conj(value) : value;
    value_(i, j) = value;
  }

  void read_array() {  // by columns; of a symmetric matrix the lower triangle, of a skew one without the diagonal
    const auto first_row = [this](arma::uword j) {
      return symmetry_ == Symmetry::general ? 0 : symmetry_ == Symmetry::skew ? j + 1 : j;
    };
    for (arma::uword j = 0; j < value_.n_cols; ++j) n_entry_ += value_.n_rows - first_row(j);
    for (arma::uword j = 0; j < value_.n_cols; ++j)
      for (arma::uword i = first_row(j); i < value_.n_rows; ++i) {
        const arma::cx_double value = entry(0);
        store(i, j, value);
      }
  }

  void read_coordinate() {
    std::vector<bool> given(value_.n_elem);
    for (std::uint64_t k = 0; k < n_entry_; ++k) {
      const arma::cx_double value = entry(2);
      const std::uint64_t i = natural(0), j = natural(1);
      if (i < 1 || i > value_.n_rows) refuse(fmt::format("row must be 1 to {}, got {}", value_.n_rows, i));
      if (j < 1 || j > value_.n_cols) refuse(fmt::format("column must be 1 to {}, got {}", value_.n_cols, j));
      const bool mirrored = symmetry_ != Symmetry::general && i < j;
      const std::size_t index = mirrored ? (i - 1) * value_.n_rows + j - 1 : (j - 1) * value_.n_rows + i - 1;
      if (given[index]) refuse(fmt::format("must not give element {}, {} again", i, j));
      given[index] = true;
      store(i - 1, j - 1, value);
    }
  }

  TextLines lines_;
  std::string file_;
  std::vector<std::string_view> words_;  // of the current line
  bool coordinate_ = false, complex_ = false;
  Symmetry symmetry_ = Symmetry::general;
  std::uint64_t n_entry_ = 0;
  arma::cx_mat value_;
};

}  // namespace

FileMatrix parse_matrix_market(std::string_view text, const std::string& file) {
  return Reader(text, file).read();
}

std::string format_matrix_market(const FileMatrix& matrix) {
  std::string text = fmt::format("%%MatrixMarket matrix array {} general\n{} {}\n",
                                 matrix.is_complex ? "complex" : "real", matrix.value.n_rows, matrix.value.n_cols);
  for (const arma::cx_double& value : matrix.value)
    text += matrix.is_complex ? fmt::format("{} {}\n", value.real(), value.imag()) : fmt::format("{}\n", value.real());
  return text;
}

}  // namespace ohmimo::matrix
