// Matrix files in HDF5 and MAT as other programs write them.
#include <hdf5.h>
#include <matio.h>

#include <array>
#include <cstring>

#include "tests/apps/matrix/matrix_file_case.hpp"

namespace test_matrix_binary {

using namespace ohmimo;
using namespace ohmimo::matrix;
using namespace ohmimo::matrix_test;

struct ComplexPair {
  double re, im;
};

// A dataset of the layout [rows][columns], compounds with these member names; user_block as MATLAB 7.3 has it.
void write_compounds(const std::string& file, const std::array<const char*, 2>& names, bool matlab) {
  const hid_t create = H5Pcreate(H5P_FILE_CREATE);
  H5Pset_userblock(create, matlab ? 512 : 0);
  const hid_t id = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, create, H5P_DEFAULT);
  const std::array<ComplexPair, 6> data = {{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}}};
  const std::array<hsize_t, 2> size = {3, 2};
  const hid_t space = H5Screate_simple(2, size.data(), nullptr), type = H5Tcreate(H5T_COMPOUND, sizeof(ComplexPair));
  H5Tinsert(type, names[0], offsetof(ComplexPair, re), H5T_NATIVE_DOUBLE);
  H5Tinsert(type, names[1], offsetof(ComplexPair, im), H5T_NATIVE_DOUBLE);
  const hid_t set = H5Dcreate2(id, "H", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data());
  if (matlab) {
    const hid_t text = H5Tcopy(H5T_C_S1), one = H5Screate(H5S_SCALAR);
    H5Tset_size(text, 6);
    const hid_t attribute = H5Acreate2(set, "MATLAB_class", text, one, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(attribute, text, "double");
    H5Aclose(attribute), H5Sclose(one), H5Tclose(text);
  }
  H5Dclose(set), H5Tclose(type), H5Sclose(space), H5Fclose(id), H5Pclose(create);
}

// Adds a dataset of 32-bit floats 0, 1, 2 ...
void add_floats(const std::string& file, const char* name, const std::vector<hsize_t>& size) {
  const hid_t id = fs::exists(file) ? H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)
                                    : H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr);
  std::vector<float> data(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  for (std::size_t k = 0; k < data.size(); ++k) data[k] = static_cast<float>(k);
  const hid_t set = H5Dcreate2(id, name, H5T_IEEE_F32BE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data());
  H5Dclose(set), H5Sclose(space), H5Fclose(id);
}

void put32(std::string& bytes, std::uint32_t value) {
  for (int k = 0; k < 4; ++k) bytes += static_cast<char>(value >> 8 * k);
}

// A level 5 MAT-file by the letter of its specification: variable A = [1 3 5; 2 4 6] as bytes (miUINT8), class double,
// names and sizes in small and in full elements.
std::string hand_made_mat() {
  std::string matrix;
  put32(matrix, 6), put32(matrix, 8), put32(matrix, 6), put32(matrix, 0);            // array flags: miUINT32; class 6
  put32(matrix, 5), put32(matrix, 8), put32(matrix, 2), put32(matrix, 3);            // dimensions: miINT32
  put32(matrix, 1 | 1u << 16), put32(matrix, 'A');                                   // name: miINT8, small element
  put32(matrix, 2), put32(matrix, 6), matrix += std::string("\1\2\3\4\5\6\0\0", 8);  // real part: miUINT8, padded
  std::string bytes = "MATLAB 5.0 MAT-file, by hand";
  bytes.resize(124, ' ');
  bytes += std::string("\x00\x01IM", 4);
  put32(bytes, 14), put32(bytes, static_cast<std::uint32_t>(matrix.size()));
  return bytes + matrix;
}

TEST_CASE("HDF5: compounds of h5py and MATLAB, narrow numbers, paths, vectors") {
  const TemporaryFolder folder;
  const arma::cx_mat rows = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}, {{9, 10}, {11, 12}}};
  write_compounds(folder.file("a.h5"), {"r", "i"}, false);
  CHECK(same(read_matrix(folder.file("a.h5")), {rows, true}));
  write_compounds(folder.file("b.h5"), {"real", "imag"}, false);
  CHECK(same(read_matrix(folder.file("b.h5:/H")), {rows, true}));
  write_compounds(folder.file("c.mat"), {"real", "imag"}, true);  // dimensions reversed
  CHECK(same(read_matrix(folder.file("c.mat")), {rows.st(), true}));
  write_compounds(folder.file("d.h5"), {"x", "y"}, false);
  CHECK(contains(file_complaint(folder.file("d.h5")), "must hold a dataset of two dimensions"));

  const std::string file = folder.file("e.h5");
  add_floats(file, "v", {3});
  CHECK(same(read_matrix(file), real_rows({{0}, {1}, {2}})));
  add_floats(file, "m", {2, 3});
  CHECK(same(read_matrix(file), real_rows({{0, 1, 2}, {3, 4, 5}})));  // the matrix goes before the vector
  add_floats(file, "cube", {2, 2, 2});
  CHECK(same(read_matrix(file), real_rows({{0, 1, 2}, {3, 4, 5}})));
  add_floats(file, "n", {2, 1});
  CHECK(contains(file_complaint(file), "holds 2 matrices: name one as \"" + file + ":/m\""));
  CHECK(same(read_matrix(file + ":n"), real_rows({{0}, {1}})));
  CHECK(contains(file_complaint(file + ":/cube"), "must have one or two dimensions"));
  CHECK(contains(file_complaint(file + ":/none"), "is not there or cannot be read"));
  add_floats(folder.file("lines.h5"), "a\nb", {2, 3});
  add_floats(folder.file("lines.h5"), "c", {2, 3});
  CHECK(
      contains(file_complaint(folder.file("lines.h5")), "name one as \"" + folder.file("lines.h5") + ":/a\\u000ab\""));
  add_floats(folder.file("f.h5"), "empty", {0, 2});
  CHECK(contains(file_complaint(folder.file("f.h5")), "must have at least one row and one column, got 0x2"));
}

TEST_CASE("MAT: by the specification, version 7.3 by libmatio, several variables, cut short") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.mat"), whole = hand_made_mat();
  const FileMatrix value = real_rows({{1, 3, 5}, {2, 4, 6}});
  write_bytes(file, whole);
  CHECK(same(read_matrix(file), value));
  CHECK(same(read_matrix(file + ":A"), value));
  CHECK(contains(file_complaint(file + ":B"), "has no variable \"B\""));
  write_bytes(file, whole + "junk");
  CHECK(contains(file_complaint(file), "damaged or cut short: no whole variable begins at byte 192"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_bytes(file, whole.substr(0, size));
    CHECK_MESSAGE(file_complaint(file) != "loaded", size);
  }
  for (const mat_ft version : {MAT_FT_MAT5, MAT_FT_MAT73})
    for (const matio_compression packing : {MAT_COMPRESSION_NONE, MAT_COMPRESSION_ZLIB}) {
      mat_t* mat = Mat_CreateVer(file.c_str(), nullptr, version);
      std::array<std::size_t, 2> size = {2, 3};
      std::array<double, 6> re = {1, 2, 3, 4, 5, 6}, im = {6, 5, 4, 3, 2, 1};
      mat_complex_split_t parts = {re.data(), im.data()};
      for (const char* name : {"A", "B"}) {
        matvar_t* variable = Mat_VarCreate(name, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, size.data(), &parts, MAT_F_COMPLEX);
        REQUIRE(Mat_VarWrite(mat, variable, packing) == 0);
        Mat_VarFree(variable);
      }
      Mat_Close(mat);
      CHECK(contains(file_complaint(file), "holds 2 matrices: name one as"));
      CHECK(same(read_matrix(file + ":B"), complex_rows({{{1, 6}, {3, 4}, {5, 2}}, {{2, 5}, {4, 3}, {6, 1}}})));
    }
}

TEST_CASE("MAT: what is no full matrix is refused by what it is") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.mat");
  const auto refused_for = [&file](const std::string& what) {
    const std::string rule = "variable \"A\" must be a full numeric matrix of two dimensions, it " + what;
    for (const std::string& source : {file, file + ":A"}) CHECK(contains(file_complaint(source), rule));
  };
  for (const mat_ft version : {MAT_FT_MAT5, MAT_FT_MAT73}) {
    CAPTURE(version);
    const auto write_variable = [&file, version](matvar_t* variable) {
      mat_t* mat = Mat_CreateVer(file.c_str(), nullptr, version);
      REQUIRE(Mat_VarWrite(mat, variable, MAT_COMPRESSION_NONE) == 0);
      Mat_VarFree(variable);
      Mat_Close(mat);
    };
    const auto write = [&](matio_classes kind, matio_types type, int rank, int flags) {
      std::array<std::size_t, 3> size = {2, 2, 2};
      std::array<double, 8> value{};
      write_variable(Mat_VarCreate("A", kind, type, rank, size.data(), value.data(), flags));
    };
    write(MAT_C_DOUBLE, MAT_T_DOUBLE, 3, 0);
    refused_for("has 3 dimensions");
    write(MAT_C_UINT8, MAT_T_UINT8, 2, MAT_F_LOGICAL);
    refused_for("is logical, store double(A)");
    write(MAT_C_CHAR, MAT_T_UINT8, 2, 0);
    refused_for("is not numeric");
    // The numbers inside cells, structures and sparse matrices are matrices of their own in version 7.3.
    std::array<std::size_t, 2> one = {1, 1}, four = {2, 2};
    std::array<double, 4> value = {1, 2, 3, 4};
    matvar_t* inside = Mat_VarCreate(nullptr, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, four.data(), value.data(), 0);
    std::array<matvar_t*, 2> cells = {inside, nullptr};
    write_variable(Mat_VarCreate("A", MAT_C_CELL, MAT_T_CELL, 2, one.data(), cells.data(), 0));
    refused_for("is not numeric");
    inside = Mat_VarCreate("f", MAT_C_DOUBLE, MAT_T_DOUBLE, 2, four.data(), value.data(), 0);
    std::array<matvar_t*, 2> fields = {inside, nullptr};
    write_variable(Mat_VarCreate("A", MAT_C_STRUCT, MAT_T_STRUCT, 2, one.data(), fields.data(), 0));
    refused_for("is not numeric");
    std::array<mat_uint32_t, 4> row = {0, 1, 0, 1};
    std::array<mat_uint32_t, 3> column = {0, 2, 4};
    mat_sparse_t sparse{};
    sparse.nzmax = sparse.nir = sparse.ndata = 4;
    sparse.njc = 3, sparse.ir = row.data(), sparse.jc = column.data(), sparse.data = value.data();
    write_variable(Mat_VarCreate("A", MAT_C_SPARSE, MAT_T_DOUBLE, 2, four.data(), &sparse, MAT_F_DONT_COPY_DATA));
    refused_for("is sparse, store full(A)");
    std::array<std::size_t, 2> none = {0, 3};
    write_variable(Mat_VarCreate("A", MAT_C_DOUBLE, MAT_T_DOUBLE, 2, none.data(), nullptr, 0));
    for (const std::string& source : {file, file + ":A"})
      CHECK(contains(file_complaint(source), "variable \"A\" must have at least one row and one column, got 0x3"));
  }
}

}  // namespace test_matrix_binary
