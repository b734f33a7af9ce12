#include "apps/matrix/guarded_read.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "apps/matrix/guarded_child.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

constexpr std::size_t longest_notes = 4096;

// "IS_COMPLEX ORDER_UNMARKED N_ROW N_COL", then the notes, a line each.
std::string head_of(const FileMatrix& matrix) {
  std::string notes = fmt::format("{}", fmt::join(matrix.notes, "\n"));
  notes.resize(std::min(notes.size(), longest_notes));
  return fmt::format("{:d} {:d} {} {}\n{}", matrix.is_complex, matrix.order_unmarked, matrix.value.n_rows,
                     matrix.value.n_cols, notes);
}

// The sizes are checked again, for a damaged file may have damaged the child.
FileMatrix matrix_from_head(const std::string& head) {
  std::vector<std::string> lines = split(head, '\n');
  const std::vector<std::string> words = split(lines.front(), ' ');
  if (words.size() != 4) throw std::invalid_argument("matrix must have a head of 4 words, got " + in_quotes(head));
  const std::uint64_t n_row = natural_from_text("rows", words[2]), n_col = natural_from_text("columns", words[3]);
  require_matrix_size("matrix", n_row, n_col);
  FileMatrix matrix = {arma::cx_mat(n_row, n_col), words[0] == "1", words[1] == "1"};
  lines.erase(lines.begin());
  if (lines != std::vector<std::string>{""}) matrix.notes = lines;
  return matrix;
}

}  // namespace

FileMatrix read_guarded(const std::string& file, const std::function<FileMatrix()>& read) {
  FileMatrix found, matrix;  // that of the child, and this process's
  const auto answer = [&] {
    found = read();
    return GuardedAnswer{head_of(found), {std::as_bytes(std::span(found.value.memptr(), found.value.n_elem))}};
  };
  read_in_child(file, answer, [&matrix](const std::string& head) {
    matrix = matrix_from_head(head);
    return std::vector{std::as_writable_bytes(std::span(matrix.value.memptr(), matrix.value.n_elem))};
  });
  return matrix;
}

}  // namespace ohmimo::matrix
