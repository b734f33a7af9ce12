#include "apps/matrix/hdf5_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "apps/matrix/hdf5_layout.hpp"
#include "apps/matrix/hdf5_numbers.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

// The rank of a variable that can be read; 0 of any other. Vectors of one dimension have no mark.
int readable_rank(const Hdf5Variable& variable) {
  if (unfit(variable.kind).empty()) return 2;
  return !variable.is_marked() && variable.kind.is_numeric && variable.kind.rank == 1 ? 1 : 0;
}

std::string place_of(const std::string& file, const Hdf5Variable& variable) {
  return fmt::format("{} {} {}", in_quotes(file), variable.layout->noun, in_quotes(variable.name));
}

// The only matrix, or where there is none the only vector.
Hdf5Variable only_variable(hid_t file, const std::string& name) {
  const std::vector<Hdf5Variable> all = list_hdf5(file, in_quotes(name));
  std::array<std::vector<const Hdf5Variable*>, 3> by_rank;
  for (const Hdf5Variable& variable : all)
    by_rank[static_cast<std::size_t>(readable_rank(variable))].push_back(&variable);
  const std::vector<const Hdf5Variable*>& found = by_rank[2].empty() ? by_rank[1] : by_rank[2];
  if (found.size() == 1) return *found.front();
  if (found.size() > 1)
    throw std::invalid_argument(fmt::format("{} holds {} matrices: name one as {}", in_quotes(name), found.size(),
                                            in_quotes(name + ":" + found.front()->name)));
  for (const Hdf5Variable* variable : by_rank[0])
    if (variable->is_marked())
      throw std::invalid_argument(fmt::format("{} {}", place_of(name, *variable), must_be_matrix(variable->kind)));
  throw std::invalid_argument(
      fmt::format("{} must hold a dataset of two dimensions with real numbers or compounds {{r, i}} or {{real, imag}}",
                  in_quotes(name)));
}

Hdf5Variable named_variable(hid_t file, const MatrixSource& source) {
  Hdf5Variable variable = inspect_hdf5(file, source.name);
  const std::string place = place_of(source.file, variable);
  if (readable_rank(variable) > 0) return variable;
  if (variable.is_marked()) throw std::invalid_argument(fmt::format("{} {}", place, must_be_matrix(variable.kind)));
  throw std::invalid_argument(
      place + (variable.size.empty() && !variable.kind.is_numeric
                   ? " is not there or cannot be read"
                   : " must have one or two dimensions of real numbers or compounds {r, i} or {real, imag}"));
}

// What is assumed of a file that does not say which of its two dimensions counts the rows.
std::string order_note(const std::string& place, bool reversed) {
  return reversed ? place + " does not mark its dimensions: taken as [column][row], as --column-major says"
                  : place + " does not mark its dimensions: taken as [row][column]; --column-major takes them reversed";
}

// In the order of the file, which runs by rows, while memory runs by columns: as read it is transposed.
FileMatrix stored_numbers(hid_t file, const Hdf5Variable& variable, const std::string& place) {
  const Hdf5Handle dataset(H5Dopen2(file, variable.path.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.ok()) throw std::invalid_argument(place + " is not there or cannot be read");
  if (const std::string unfit = unfit_storage(dataset); !unfit.empty())
    throw std::invalid_argument(fmt::format("{} {}", place, unfit));
  FileMatrix matrix;
  matrix.value.zeros(variable.size.size() == 2 ? variable.size[1] : 1, variable.size[0]);
  if (read_numbers(dataset, matrix)) return matrix;
  if (const std::string filter = missing_filter(dataset); !filter.empty())
    throw std::invalid_argument(
        fmt::format("{} is packed by the filter {}, which this HDF5 library does not have; gzip is read everywhere",
                    place, filter));
  throw std::invalid_argument(place + " is damaged: its numbers cannot be read");
}

}  // namespace

bool has_hdf5_signature(const std::string& file) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::ifstream stream(file, std::ios::binary);
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  for (std::uintmax_t at = 0; !error && at + signature.size() <= size; at = at == 0 ? 512 : 2 * at) {
    std::array<char, signature.size()> bytes{};
    stream.seekg(static_cast<std::streamoff>(at));
    stream.read(bytes.data(), bytes.size());
    if (std::string_view(bytes.data(), bytes.size()) == signature) return true;
  }
  return false;
}

FileMatrix read_hdf5(const MatrixSource& source) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Hdf5Handle file(H5Fopen(source.file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.ok())
    throw std::invalid_argument(fmt::format("{} is damaged: the HDF5 library cannot open it", in_quotes(source.file)));
  const Hdf5Variable variable = source.name.empty() ? only_variable(file, source.file) : named_variable(file, source);
  const std::string place = place_of(source.file, variable);
  const bool two = variable.size.size() == 2, unmarked = two && !variable.is_marked();
  const bool reversed = unmarked ? source.unmarked == DimensionOrder::column_row : variable.layout->reversed;
  const std::uint64_t first = variable.size[0], second = two ? variable.size[1] : 1;
  const bool swapped = reversed && !variable.is_empty;
  require_matrix_size(place, swapped ? second : first, swapped ? first : second);
  if (variable.is_empty) throw std::invalid_argument(place + " is damaged: it is marked as empty and is not");
  FileMatrix matrix = stored_numbers(file, variable, place);
  if (!reversed) matrix.value = arma::cx_mat(matrix.value.st());
  matrix.order_unmarked = unmarked;
  if (unmarked) matrix.notes.push_back(order_note(place, reversed));
  return matrix;
}

bool write_hdf5(const FileMatrix& matrix, const std::string& name) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Hdf5Handle file(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  if (!file.ok()) return false;
  const std::array<hsize_t, 2> size = {matrix.value.n_rows, matrix.value.n_cols};
  const Hdf5Handle space(H5Screate_simple(2, size.data(), nullptr), H5Sclose);
  const Hdf5Handle type = matrix.is_complex ? complex_type({"r", "i"}, H5T_NATIVE_DOUBLE)
                                            : Hdf5Handle(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose);
  const Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation, false);  // else the same matrix gives another file every second
  Hdf5Handle dataset(H5Dcreate2(file, "x", type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
  if (!dataset.ok()) return false;
  const arma::cx_mat rows = matrix.value.st();
  const arma::mat real = arma::real(rows);
  const void* data = matrix.is_complex ? static_cast<const void*>(rows.memptr()) : real.memptr();
  return H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0 && dataset.close() && file.close();
}

}  // namespace ohmimo::matrix
