#include "apps/matrix/variable_kind.hpp"

#include <fmt/format.h>

namespace ohmimo::matrix {

std::string unfit(const VariableKind& kind) {
  if (kind.is_sparse) return "is sparse, store full(A)";
  if (kind.is_logical) return "is logical, store double(A)";
  if (kind.is_range) return "is a range, store full(A)";
  if (!kind.is_numeric) return "is not numeric";
  return kind.rank == 2 ? "" : fmt::format("has {} dimensions", kind.rank);
}

std::string must_be_matrix(const VariableKind& kind) {
  return "must be a full numeric matrix of two dimensions, it " + unfit(kind);
}

}  // namespace ohmimo::matrix
