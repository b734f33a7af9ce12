// Matrix files: the four formats there and back, what they refuse and with which words, and damaged files.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <matio.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>

#include "apps/matrix/csv_matrix.hpp"
#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/guarded_read.hpp"
#include "apps/matrix/matrix_market.hpp"
#include "tests/temporary_folder.hpp"

using namespace ohmimo;
namespace fs = std::filesystem;
using arma::cx_double;

namespace {

void write_bytes(const std::string& file, const std::string& bytes) {
  fs::remove(file);  // ext4 waits for the disk when a file is emptied and written again
  std::ofstream(file, std::ios::binary) << bytes;
}

std::string read_bytes(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool same(const FileMatrix& a, const FileMatrix& b) {
  return a.is_complex == b.is_complex && arma::size(a.value) == arma::size(b.value) &&
         std::equal(a.value.begin(), a.value.end(), b.value.begin());
}

// [3][2], not square: rows and columns must not be mixed up. Magnitudes from the smallest normal double to the largest.
FileMatrix example(bool is_complex) {
  FileMatrix matrix{arma::cx_mat(3, 2), is_complex};
  matrix.value = {{{1.0, -2.5}, {1e-300, 0.1}}, {{-3.25, 0.0}, {1.0 / 3.0, 1e300}}, {{0.0, 7.0}, {-1e17, -1e-5}}};
  if (!is_complex) matrix.value.set_imag(arma::zeros(3, 2));
  return matrix;
}

template <class Number>
using Rows = std::initializer_list<std::initializer_list<Number>>;
FileMatrix real_rows(const Rows<double>& rows) {
  return {arma::conv_to<arma::cx_mat>::from(arma::mat(rows)), false};
}
FileMatrix complex_rows(const Rows<cx_double>& rows) {
  return {arma::cx_mat(rows), true};
}

// What read throws, or "loaded".
std::string complaint(const std::function<FileMatrix()>& read) {
  try {
    read();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "loaded";
}
std::string market_complaint(const std::string& text) {
  return complaint([&] { return parse_matrix_market(text, "a.mtx"); });
}
std::string csv_complaint(const std::string& text) {
  return complaint([&] { return parse_csv(text, "a.csv"); });
}
std::string file_complaint(const std::string& name) {
  return complaint([&] { return read_matrix(name); });
}
bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// One to four damages: a byte replaced, a bit flipped, a byte of all zeros or ones, or the end cut off.
std::string damaged(std::string bytes, std::minstd_rand& choice) {
  const std::size_t n = 1 + choice() % 4;
  for (std::size_t k = 0; k < n; ++k) {
    char& byte = bytes[choice() % bytes.size()];
    switch (choice() % 5) {
      case 0:
        byte = static_cast<char>(choice());
        break;
      case 1:
        byte = static_cast<char>(byte ^ (1 << choice() % 8));
        break;
      case 2:
        byte = static_cast<char>(choice() % 2 == 0 ? 0 : 0xff);
        break;
      case 3:
        std::swap(byte, bytes[choice() % bytes.size()]);
        break;
      default:
        if (k == 0) bytes.resize(1 + choice() % bytes.size());
    }
  }
  return bytes;
}

// Reads 2000 damaged forms of bytes; every one must load or throw std::invalid_argument. Returns how many threw.
int refused_of_2000(const std::string& bytes, const std::function<FileMatrix(const std::string&)>& read) {
  std::minstd_rand choice(1);
  int refused = 0;
  for (int k = 0; k < 2000; ++k) {
    const std::string form = damaged(bytes, choice);
    const std::string words = complaint([&] { return read(form); });  // any other exception fails the test
    refused += words == "loaded" ? 0 : 1;
    if (words != "loaded" && (words.empty() || contains(words, "\n") || words.size() > 400)) FAIL(words);
  }
  return refused;
}

}  // namespace

TEST_CASE("every format gives back what was written, bit for bit, and the same bytes every time") {
  const TemporaryFolder folder;
  for (const std::string name : {"a.mtx", "a.csv", "a.h5", "a.hdf5", "a.mat", "A.MTX"})
    for (const bool is_complex : {false, true}) {
      CAPTURE(name);
      write_matrix(example(is_complex), folder.file(name));
      CHECK(same(read_matrix(folder.file(name)), example(is_complex)));
      const std::string bytes = read_bytes(folder.file(name));
      write_matrix(example(is_complex), folder.file(name));
      CHECK(read_bytes(folder.file(name)) == bytes);
      CHECK_FALSE(fs::exists(folder.file(name) + ".part"));
    }
  FileMatrix other = example(true);  // the comparison sees one wrong bit
  other.value(2, 1) = {std::nextafter(-1e17, 0.0), -1e-5};
  CHECK_FALSE(same(read_matrix(folder.file("a.mat")), other));
}

TEST_CASE("Matrix Market: layouts, fields and symmetries") {
  const auto read = [](const std::string& text) { return parse_matrix_market("%%MatrixMarket matrix " + text, "a"); };
  const FileMatrix array = read("array integer general\n% by columns\n\n2 3\n1\n2\n3\n4\n5\n6\n");
  CHECK(same(array, real_rows({{1, 3, 5}, {2, 4, 6}})));
  CHECK(same(read("COORDINATE Real General\r\n2 2 2\r\n 2\t1  +1.5e1\r\n1 2 -2\r\n"), real_rows({{0, -2}, {15, 0}})));
  CHECK(same(read("coordinate real symmetric\n2 2 2\n1 1 1\n1 2 4"), real_rows({{1, 4}, {4, 0}})));  // upper triangle
  CHECK(same(read("array real symmetric\n2 2\n1\n2\n3\n"), real_rows({{1, 2}, {2, 3}})));
  CHECK(same(read("array real skew-symmetric\n2 2\n5\n"), real_rows({{0, -5}, {5, 0}})));
  const cx_double z(1, 2);
  CHECK(
      same(read("coordinate complex hermitian\n2 2 2\n1 1 3 0\n2 1 1 2\n"), complex_rows({{3, std::conj(z)}, {z, 0}})));
  CHECK(same(read("array complex symmetric\n1 1\n1 2\n"), complex_rows({{z}})));
  CHECK(same(read("coordinate real general\n2 1 0\n"), {arma::cx_mat(2, 1, arma::fill::zeros), false}));
}

TEST_CASE("Matrix Market: what is refused names line and rule") {
  CHECK(market_complaint("") == "\"a.mtx\" is empty");
  CHECK(contains(market_complaint("1,2\n3,4\n"), "must begin with %%MatrixMarket"));
  const auto words = [](const std::string& rest) { return market_complaint("%%MatrixMarket matrix " + rest); };
  CHECK(words("array real\n") == "\"a.mtx\" line 1 must have 5 words, got 4");
  CHECK(contains(words("coordinate pattern general\n"), "word 4 must be real or complex or integer, got \"pattern\""));
  CHECK(contains(words("array real hermitian\n1 1\n1\n"), "must be complex to be hermitian"));
  CHECK(contains(words("array real general\n"), "must give its size, it ends before"));
  CHECK(contains(words("array real general\n2\n"), "line 2 must be the size: 2 integers, got 1 words"));
  CHECK(contains(words("array real general\n0 2\n"), "must have at least one row and one column, got 0x2"));
  CHECK(contains(words("array real symmetric\n3 2\n"), "must be square to be symmetric, got 3x2"));
  CHECK(contains(words("coordinate real general\n100000 100000 1\n1 1 1\n"), "100000x100000 numbers take 160000 MB"));
  CHECK(
      contains(words("array real general\n18446744073709551615 18446744073709551615\n"), "must take at most 1000 MB"));
  CHECK(contains(words("array real general\n1 99999999999999999999\n"), "must be an integer from 0 to"));
  CHECK(contains(words("coordinate real general\n2 2 5\n"), "must announce at most 4 entries, got 5"));
  CHECK(contains(words("array real general\n2 1\n1\n"), "must have 2 entries, it ends before"));
  CHECK(contains(words("array real general\n1 1\n1\n2\n"), "line 4 must not be there: all 1 entries are read"));
  CHECK(contains(words("array real general\n1 1\nabc\n"), "line 3 word 1 must be a number, got \"abc\""));
  CHECK(contains(words("array real general\n1 1\nnan\n"), "must be finite, got \"nan\""));
  CHECK(contains(words("array real general\n1 1\n1e999\n"), "must fit a double"));
  CHECK(contains(words("array complex general\n1 1\n1\n"), "must have 2 words, got 1"));
  CHECK(contains(words("coordinate real general\n2 2 1\n3 1 1\n"), "row must be 1 to 2, got 3"));
  CHECK(contains(words("coordinate real general\n2 2 1\n1 0 1\n"), "column must be 1 to 2, got 0"));
  CHECK(contains(words("coordinate real general\n2 2 2\n1 2 1\n1 2 1\n"), "line 4 must not give element 1, 2 again"));
  CHECK(contains(words("coordinate real symmetric\n2 2 2\n1 2 1\n2 1 1\n"), "must not give element 2, 1 again"));
  CHECK(contains(words("coordinate complex hermitian\n1 1 1\n1 1 1 2\n"), "must be real on the diagonal"));
  CHECK(contains(words("coordinate real skew-symmetric\n1 1 1\n1 1 1\n"), "must be 0 on the diagonal"));
  CHECK(words("array real general\n1 1\n" + std::string(100000, '1')).size() < 200);
}

TEST_CASE("CSV: ways to write a number") {
  CHECK(same(parse_csv("1,2\n3,-4.5e-3\n", "a"), real_rows({{1, 2}, {3, -4.5e-3}})));
  CHECK(same(parse_csv("\xef\xbb\xbf# comment\r\n 1 ,\t+2\r\n\r\n", "a"), real_rows({{1, 2}})));
  const std::string forms = "1+2j,1-2i,2j,-J,+i,1 + 2i,(1+2j), (1.0e+00+-2.0e+00j),1e-5j,-1.5e+3-2E-4j,3\n";
  const arma::cx_mat values = {
      {{1, 2}, {1, -2}, {0, 2}, {0, -1}, {0, 1}, {1, 2}, {1, 2}, {1, -2}, {0, 1e-5}, {-1.5e3, -2e-4}, {3, 0}}};
  CHECK(same(parse_csv(forms, "a"), {values, true}));
}

TEST_CASE("CSV: what is refused names line, value and rule") {
  CHECK(csv_complaint("1,2\n3\n") == "\"a.csv\" line 2 must have 2 values, as the rows before, got 1");
  CHECK(csv_complaint("1,2\n3,x\n") == "\"a.csv\" line 2 value 2 must be a number, got \"x\"");
  CHECK(contains(csv_complaint(""), "must have at least one row"));
  CHECK(contains(csv_complaint("1,\n"), "value 2 must be a number, got \"\""));
  for (const std::string text :
       {"1 2", "1+-+2j", "1--2j", "--2j", "1+2", "(1", "1j2", "0x10", "j j", "+-2", "1+2j3j", "()"})
    CHECK_MESSAGE(csv_complaint(text) != "loaded", text);
  CHECK(contains(csv_complaint("inf"), "must be finite"));
  CHECK(contains(csv_complaint("1+nanj"), "must be finite"));
  CHECK(contains(csv_complaint(std::string("1\0,2", 4)), "must be a number"));
  CHECK(csv_complaint(std::string(100000, '7')).size() < 200);
}

namespace {

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

}  // namespace

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
  CHECK(contains(file_complaint(file), "holds 2 matrices: name one as " + file + ":/m"));
  CHECK(same(read_matrix(file + ":n"), real_rows({{0}, {1}})));
  CHECK(contains(file_complaint(file + ":/cube"), "must have one or two dimensions"));
  CHECK(contains(file_complaint(file + ":/none"), "is not there or cannot be read"));
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

TEST_CASE("files that cannot be read") {
  const TemporaryFolder folder;
  CHECK(contains(file_complaint("matrix.txt"), "must end in one of .mtx, .csv, .h5, .hdf5, .mat, got \"matrix.txt\""));
  CHECK(file_complaint("no/such.csv") == "\"no/such.csv\" does not exist");
  fs::create_directory(folder.path / "d.csv");
  CHECK(contains(file_complaint(folder.file("d.csv")), "is not a file"));
  write_bytes(folder.file("a.h5"), "1,2\n3,4\n");
  CHECK(contains(file_complaint(folder.file("a.h5")), "is not an HDF5 file: it lacks the signature"));
  write_bytes(folder.file("a.mat"), "1,2\n3,4\n");
  CHECK(contains(file_complaint(folder.file("a.mat")), "is not a MAT file of version 5 to 7.3"));
  FileMatrix bad = example(true);
  bad.value(1, 0) = {1.0, NAN};
  write_matrix(bad, folder.file("nan.h5"));
  CHECK(contains(file_complaint(folder.file("nan.h5")), "row 2 column 1 must be finite, got 1+nanj"));
  std::ofstream(folder.file("large.csv"));
  fs::resize_file(folder.file("large.csv"), 3'000'000'000u);  // sparse: takes no room
  CHECK(contains(file_complaint(folder.file("large.csv")), "must have at most 1000 MB, it has 3000 MB"));
  CHECK_THROWS_AS(write_matrix(example(true), folder.file("no/such/folder.h5")), std::runtime_error);
  CHECK_THROWS_AS(write_matrix(example(true), folder.file("no/such/folder.mat")), std::runtime_error);
}

TEST_CASE("a guarded read survives what the reader does") {
  const auto ends_by = [](const std::function<void()>& act) {
    return complaint([&act] {
      return read_guarded("a", [&act]() -> FileMatrix {
        act();
        return {};
      });
    });
  };
  CHECK(contains(ends_by([] { std::abort(); }), "\"a\" is damaged: the library that reads such files fails on it"));
  CHECK(contains(ends_by([] { _exit(0); }), "fails on it"));  // ends without a word
  CHECK(ends_by([] { throw std::invalid_argument("rule"); }) == "rule");
  CHECK(contains(ends_by([] { throw std::bad_alloc(); }), "too much memory"));
}

TEST_CASE("2000 damaged files of each format load or are refused") {
  const TemporaryFolder folder;
  // Planted: a reader that crashes is not taken for one that refuses, one that accepts all is counted so.
  CHECK_THROWS_AS(refused_of_2000("x", [](const std::string&) -> FileMatrix { throw std::runtime_error("planted"); }),
                  std::runtime_error);
  CHECK(refused_of_2000("x", [](const std::string&) { return FileMatrix{}; }) == 0);
  for (const bool is_complex : {false, true}) {
    const std::string market = format_matrix_market(example(is_complex)), csv = format_csv(example(is_complex));
    CHECK(refused_of_2000(market, [](const std::string& text) { return parse_matrix_market(text, "a"); }) > 500);
    CHECK(refused_of_2000(csv, [](const std::string& text) { return parse_csv(text, "a"); }) > 500);
  }
  for (const std::string name : {"a.h5", "a.mat"}) {
    const std::string file = folder.file(name);
    write_matrix(example(true), file);
    const std::string whole = read_bytes(file);
    const int refused = refused_of_2000(whole, [&file](const std::string& bytes) {
      write_bytes(file, bytes);
      return read_matrix(file);
    });
    CHECK(refused > 200);  // damage in the numbers themselves cannot be seen
    CHECK(refused < 2000);
  }
}
