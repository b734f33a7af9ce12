// Matrix Market exchange format (Boisvert, Pozo and Remington, NISTIR 5935, 1996): array and coordinate; real, complex
// and integer; general, symmetric, hermitian and skew-symmetric. Patterns have no values and are refused.
#pragma once
#include <string>
#include <string_view>

#include "apps/matrix/file_matrix.hpp"

namespace ohmimo::matrix {

// Throws std::invalid_argument naming file, line and rule. An element given twice is refused, not summed; of a
// symmetric matrix either triangle may be given.
FileMatrix parse_matrix_market(std::string_view text, const std::string& file);

std::string format_matrix_market(const FileMatrix& matrix);  // array, general

}  // namespace ohmimo::matrix
