// HDF5 files in every layout of the table, mark by mark, with the bytes that each program writes.
#include <hdf5.h>

#include <array>

#include "apps/matrix/hdf5_layout.hpp"
#include "tests/apps/matrix/matrix_file_case.hpp"

namespace test_hdf5_layout {

using namespace ohmimo;
using namespace ohmimo::matrix;
using namespace ohmimo::matrix_test;

// Closes what it opened in the reverse order.
class Writer {
 public:
  explicit Writer(const std::string& file)
      : file_(keep(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose)) {}
  ~Writer() {
    for (auto one = open_.rbegin(); one != open_.rend(); ++one) one->second(one->first);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  hid_t keep(hid_t id, herr_t (*close)(hid_t)) {
    REQUIRE(id >= 0);
    open_.emplace_back(id, close);
    return id;
  }
  hid_t group(const std::string& path) {
    return keep(H5Gcreate2(file_, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  }
  hid_t dataset(const std::string& path, hid_t type, const std::vector<hsize_t>& size, const void* data) {
    const hid_t space = keep(
        size.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr),
        H5Sclose);
    const hid_t set =
        keep(H5Dcreate2(file_, path.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
    REQUIRE(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
    return set;
  }
  hid_t doubles(const std::string& path, const std::vector<hsize_t>& size) {
    const std::array<double, 6> data = {1, 2, 3, 4, 5, 6};
    return dataset(path, H5T_NATIVE_DOUBLE, size, data.data());
  }
  void number(hid_t object, const char* name, int value) {
    const hid_t one = keep(H5Screate(H5S_SCALAR), H5Sclose);
    const hid_t attribute = keep(H5Acreate2(object, name, H5T_STD_I32LE, one, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    REQUIRE(H5Awrite(attribute, H5T_NATIVE_INT, &value) >= 0);
  }
  hid_t text_type(std::size_t size, H5T_str_t padding = H5T_STR_NULLTERM) {
    const hid_t type = keep(H5Tcopy(H5T_C_S1), H5Tclose);
    REQUIRE(H5Tset_size(type, size) >= 0);
    REQUIRE(H5Tset_strpad(type, padding) >= 0);
    return type;
  }
  // As one text, or as an array of one.
  void text(hid_t object, const char* name, hid_t type, const void* data, bool array = false) {
    const hsize_t size = 1;
    const hid_t one = keep(array ? H5Screate_simple(1, &size, nullptr) : H5Screate(H5S_SCALAR), H5Sclose);
    const hid_t attribute = keep(H5Acreate2(object, name, type, one, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    REQUIRE(H5Awrite(attribute, type, data) >= 0);
  }

 private:
  std::vector<std::pair<hid_t, herr_t (*)(hid_t)>> open_;
  hid_t file_;
};

// As Octave's `save -hdf5`: a group with its mark, the name of the type, and the value.
hid_t octave_group(Writer& writer, const std::string& name, const std::string& type) {
  const hid_t group = writer.group(name);
  writer.number(group, "OCTAVE_NEW_FORMAT", 1);
  writer.dataset(name + "/type", writer.text_type(type.size() + 1), {}, type.c_str());
  return group;
}

// The matrix [1 3 5; 2 4 6] by columns, as [3][2].
const FileMatrix by_columns = real_rows({{1, 3, 5}, {2, 4, 6}});
const FileMatrix by_rows = real_rows({{1, 2}, {3, 4}, {5, 6}});

TEST_CASE("the table has a row for each of the tests below") {
  REQUIRE(hdf5_layouts.size() == 3);
  CHECK(hdf5_layouts[0].mark == "MATLAB_class");
  CHECK(hdf5_layouts[1].mark == "OCTAVE_NEW_FORMAT");
  CHECK(hdf5_layouts[2].mark.empty());
}

TEST_CASE("MATLAB_class is a mark in every form that a text has") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.mat");
  const char* variable = "double";
  const auto written_by = [&](const std::function<void(Writer&, hid_t)>& mark) {
    Writer writer(file);
    mark(writer, writer.doubles("A", {3, 2}));
  };
  const std::function<void(Writer&, hid_t)> forms[] = {
      [](Writer& w, hid_t set) { w.text(set, "MATLAB_class", w.text_type(6), "double"); },  // MATLAB: no end
      [](Writer& w, hid_t set) { w.text(set, "MATLAB_class", w.text_type(7), "double"); },
      [](Writer& w, hid_t set) { w.text(set, "MATLAB_class", w.text_type(8, H5T_STR_SPACEPAD), "double  "); },
      [](Writer& w, hid_t set) {
        w.text(set, "MATLAB_class", w.text_type(200, H5T_STR_NULLPAD), std::string("double").append(200, '\0').data());
      },
      [&](Writer& w, hid_t set) { w.text(set, "MATLAB_class", w.text_type(H5T_VARIABLE), &variable); },
      [&](Writer& w, hid_t set) { w.text(set, "MATLAB_class", w.text_type(H5T_VARIABLE), &variable, true); },
      [&](Writer& w, hid_t set) {  // h5py
        const hid_t type = w.text_type(H5T_VARIABLE);
        H5Tset_cset(type, H5T_CSET_UTF8);
        w.text(set, "MATLAB_class", type, &variable);
      },
  };
  for (const auto& form : forms) {
    written_by(form);
    const FileMatrix read = read_matrix(file);
    CHECK(same(read, by_columns));
    CHECK(read.notes.empty());
    CHECK_FALSE(read.order_unmarked);
    CHECK(same(read_matrix(file, DimensionOrder::column_row), by_columns));  // the file's word goes first
    CHECK(same(read_matrix(file + ":A"), by_columns));
  }
  // A class that is no text, and one that MATLAB gives to its own codes.
  written_by([](Writer& w, hid_t set) { w.number(set, "MATLAB_class", 1); });
  CHECK(contains(file_complaint(file),
                 "variable \"A\" must be a full numeric matrix of two dimensions, it is not numeric"));
  written_by([](Writer& w, hid_t set) {
    w.text(set, "MATLAB_class", w.text_type(6), "string");
    w.number(set, "MATLAB_object_decode", 3);
  });
  CHECK(contains(file_complaint(file), "it is not numeric"));
  written_by([](Writer& w, hid_t set) {  // an enumeration stored as numbers of a numeric class
    w.text(set, "MATLAB_class", w.text_type(6), "uint32");
    w.number(set, "MATLAB_object_decode", 3);
  });
  CHECK(contains(file_complaint(file), "it is not numeric"));
}

TEST_CASE("MATLAB 7.3: parts of variables are no variables; an empty one holds its dimensions") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.mat");
  {
    Writer writer(file);
    writer.group("#refs#");
    for (const char* path : {"#refs#/a", "A"})
      writer.text(writer.doubles(path, {3, 2}), "MATLAB_class", writer.text_type(6), "double");
    writer.text(writer.group("s"), "MATLAB_class", writer.text_type(6), "struct");
    writer.text(writer.doubles("s/f", {2, 3}), "MATLAB_class", writer.text_type(6), "double");
  }
  CHECK(same(read_matrix(file), by_columns));
  CHECK(same(read_matrix(file + ":s/f"), real_rows({{1, 4}, {2, 5}, {3, 6}})));  // named, a field is read
  CHECK(contains(file_complaint(file + ":s"),
                 "variable \"s\" must be a full numeric matrix of two dimensions, it is not numeric"));
  {
    Writer writer(file);
    const std::array<std::uint64_t, 2> size = {0, 3};
    const hsize_t two = 2;
    const hid_t set = writer.dataset("E", H5T_NATIVE_UINT64, {two}, size.data());
    writer.text(set, "MATLAB_class", writer.text_type(6), "double");
    writer.number(set, "MATLAB_empty", 1);
  }
  CHECK(contains(file_complaint(file), "variable \"E\" must have at least one row and one column, got 0x3"));
}

TEST_CASE("Octave: groups with its mark are variables, dimensions reversed") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  for (const std::string type : {"matrix", "float matrix", "int8 matrix", "uint64 matrix"}) {
    {
      Writer writer(file);
      octave_group(writer, "A", type);
      writer.doubles("A/value", {3, 2});
    }
    const FileMatrix read = read_matrix(file);
    CHECK(same(read, by_columns));
    CHECK(read.notes.empty());
    for (const std::string path : {":A", ":/A", ":A/value", ":/A/value"})
      CHECK(same(read_matrix(file + path), by_columns));
    CHECK(same(read_matrix(file, DimensionOrder::column_row), by_columns));
  }
  {
    Writer writer(file);
    octave_group(writer, "A", "complex matrix");
    const hid_t type = writer.keep(H5Tcreate(H5T_COMPOUND, 16), H5Tclose);
    H5Tinsert(type, "real", 0, H5T_NATIVE_DOUBLE), H5Tinsert(type, "imag", 8, H5T_NATIVE_DOUBLE);
    const std::array<double, 8> data = {2, 0, 0, -1, 0, 1, 2, 0};
    writer.dataset("A/value", type, {2, 2}, data.data());
  }
  const cx_double j(0, 1);
  CHECK(same(read_matrix(file), complex_rows({{2, j}, {-j, 2}})));
  {
    Writer writer(file);
    octave_group(writer, "x", "scalar");
    writer.doubles("x/value", {});
  }
  CHECK(same(read_matrix(file), real_rows({{1}})));
}

TEST_CASE("Octave: what is no full matrix is refused by the rule and the words of MAT files") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  const auto refusal = [&](const std::string& type, const std::vector<hsize_t>& size) {
    {
      Writer writer(file);
      octave_group(writer, "A", type);
      writer.doubles("A/value", size);
    }
    const std::string words = file_complaint(file);
    CHECK(file_complaint(file + ":A") == words);
    return words;
  };
  const std::string rule = "\"" + file + "\" variable \"A\" must be a full numeric matrix of two dimensions, it ";
  CHECK(refusal("bool matrix", {3, 2}) == rule + "is logical, store double(A)");
  CHECK(refusal("bool", {}) == rule + "is logical, store double(A)");
  CHECK(refusal("string", {3, 2}) == rule + "is not numeric");
  CHECK(refusal("sparse matrix", {3, 2}) == rule + "is sparse, store full(A)");
  CHECK(refusal("double_range", {3, 2}) == rule + "is a range, store full(A)");
  CHECK(refusal("matrix", {1, 3, 2}) == rule + "has 3 dimensions");
  {
    Writer writer(file);
    octave_group(writer, "A", "matrix");
    const std::array<std::int32_t, 2> size = {0, 3};
    writer.number(writer.dataset("A/value", H5T_NATIVE_INT32, {2}, size.data()), "OCTAVE_EMPTY_MATRIX", 1);
  }
  CHECK(contains(file_complaint(file), "variable \"A\" must have at least one row and one column, got 0x3"));
  {  // the fields of a structure are marked as variables are
    Writer writer(file);
    octave_group(writer, "A", "scalar struct");
    writer.group("A/value");
    octave_group(writer, "A/value/f", "matrix");
    writer.doubles("A/value/f/value", {3, 2});
  }
  CHECK(file_complaint(file) == rule + "is not numeric");
  CHECK(same(read_matrix(file + ":/A/value/f"), by_columns));
}

TEST_CASE("without a mark the order is assumed, said, and reversed on request") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  {
    Writer writer(file);
    writer.doubles("A", {3, 2});
    writer.doubles("v", {3});
  }
  const FileMatrix rows = read_matrix(file), columns = read_matrix(file, DimensionOrder::column_row);
  CHECK(same(rows, by_rows));
  CHECK(same(columns, by_columns));
  CHECK(rows.order_unmarked);
  CHECK(columns.order_unmarked);
  REQUIRE(rows.notes.size() == 1);
  REQUIRE(columns.notes.size() == 1);
  const std::string place = "\"" + file + "\" dataset \"/A\" does not mark its dimensions: taken as ";
  CHECK(rows.notes[0] == place + "[row][column]; --column-major takes them reversed");
  CHECK(columns.notes[0] == place + "[column][row], as --column-major says");
  const FileMatrix vector = read_matrix(file + ":v", DimensionOrder::column_row);
  CHECK(same(vector, real_rows({{1}, {2}, {3}})));
  CHECK(vector.notes.empty());
}

TEST_CASE("a filter that the library does not have is named") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.h5");
  // Written with the filter 300, which is known while it is written and copies; then it is forgotten, as in another
  // program.
  const H5Z_class2_t copy = {
      H5Z_CLASS_T_VERS,
      300,
      1,
      1,
      "copy",
      nullptr,
      nullptr,
      [](unsigned, std::size_t, const unsigned*, std::size_t bytes, std::size_t*, void**) { return bytes; }};
  REQUIRE(H5Zregister(&copy) >= 0);
  {
    Writer writer(file);
    const std::array<hsize_t, 2> size = {3, 2};
    const hid_t id = writer.keep(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_chunk(id, 2, size.data());
    H5Pset_filter(id, 300, H5Z_FLAG_MANDATORY, 0, nullptr);
    const hid_t space = writer.keep(H5Screate_simple(2, size.data(), nullptr), H5Sclose);
    const hid_t h5 = writer.group("g");
    const hid_t set =
        writer.keep(H5Dcreate2(h5, "A", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, id, H5P_DEFAULT), H5Dclose);
    const std::array<double, 6> data = {1, 2, 3, 4, 5, 6};
    REQUIRE(H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data()) >= 0);
  }
  CHECK(same(read_matrix(file), by_rows));
  REQUIRE(H5Zunregister(300) >= 0);
  CHECK(contains(
      file_complaint(file),
      "dataset \"/g/A\" is packed by the filter \"copy\" (number 300), which this HDF5 library does not have"));
}

}  // namespace test_hdf5_layout
