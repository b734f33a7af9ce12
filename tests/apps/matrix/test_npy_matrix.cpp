// Matrices that numpy wrote: bytes of numpy.save and text of numpy.savetxt, of numpy 1.24; and what is refused of them.
#include "apps/matrix/npy_array.hpp"
#include "apps/matrix/npy_matrix.hpp"
#include "tests/apps/matrix/matrix_file_case.hpp"

namespace test_npy_matrix {

using namespace ohmimo;
using namespace ohmimo::matrix;
using namespace ohmimo::matrix_test;

// The header that numpy.save writes, padded to 128 bytes, and the numbers behind it.
std::string saved(const std::string& header, const std::string& numbers) {
  std::string text = header + std::string(117 - header.size(), ' ') + "\n";
  return std::string("\x93NUMPY\x01\x00v\x00", 10) + text + numbers;
}

std::string header_of(const std::string& type, const std::string& shape, const std::string& fortran = "False") {
  return "{'descr': " + type + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

struct NpyFolder : TemporaryFolder {
  std::string name = file("a.npy");

  FileMatrix read(const std::string& bytes) const {
    write_bytes(name, bytes);
    return read_matrix(name);
  }
  std::string words(const std::string& bytes) const {
    return complaint([&] { return read(bytes); });
  }
};

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

TEST_CASE("numpy.save: rows and columns in C and in Fortran order, real and complex") {
  const NpyFolder folder;
  // np.save(f, np.array([[1.5, -2], [0, 3], [4, 5]]))
  const std::string c_order = saved(
      header_of("'<f8'", "(3, 2)"),
      std::string("\x00\x00\x00\x00\x00\x00\xf8?\x00\x00\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                  "\x00\x00\x00\x00\x00\x08@\x00\x00\x00\x00\x00\x00\x10@\x00\x00\x00\x00\x00\x00\x14@",
                  48));
  CHECK(c_order.size() == 128 + 48);
  CHECK(same(folder.read(c_order), real_rows({{1.5, -2}, {0, 3}, {4, 5}})));
  // np.save(f, np.asfortranarray(np.array([[1+2j, -2], [0, 3], [4, 5j]], dtype='c8')))
  const std::string f_order = saved(
      header_of("'<c8'", "(3, 2)", "True"),
      std::string("\x00\x00\x80?\x00\x00\x00@\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80@\x00\x00\x00\x00\x00\x00\x00"
                  "\xc0\x00\x00\x00\x00\x00\x00@@\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xa0@",
                  48));
  using namespace std::complex_literals;
  CHECK(same(folder.read(f_order), complex_rows({{1.0 + 2i, -2.0}, {0.0, 3.0}, {4.0, 5i}})));
  // What this program writes, numpy would have written so.
  write_matrix(real_rows({{1.5, -2}, {0, 3}, {4, 5}}), folder.name);
  CHECK(read_bytes(folder.name).substr(0, 128) == saved(header_of("'<f8'", "(3, 2)", "True"), ""));
}

TEST_CASE("numpy.save: whole numbers, of either byte order; one axis is a column") {
  const NpyFolder folder;
  const std::string three("\x01\0\0\0\0\0\0\0\xfe\xff\xff\xff\xff\xff\xff\xff\x03\0\0\0\0\0\0\0", 24);
  CHECK(same(folder.read(saved(header_of("'<i8'", "(3,)"), three)), real_rows({{1}, {-2}, {3}})));
  CHECK(same(folder.read(saved(header_of("'>i2'", "(2, 2)"), bytes({0, 1, 0, 2, 255, 253, 0, 4}))),
             real_rows({{1, 2}, {-3, 4}})));
  CHECK(same(folder.read(saved(header_of("'|u1'", "(1, 2)"), bytes({255, 1}))), real_rows({{255, 1}})));
  CHECK(same(folder.read(saved(header_of("'|i1'", "(1, 2)"), bytes({255, 1}))), real_rows({{-1, 1}})));
  CHECK(same(folder.read(saved(header_of("'<u4'", "(1, 1)"), bytes({0, 0, 0, 128}))), real_rows({{2147483648.0}})));
  CHECK(same(folder.read(saved(header_of("'>f4'", "(1, 1)"), bytes({192, 32, 0, 0}))), real_rows({{-2.5}})));
  // 2^53 - 1 is the last whole number before one that no double holds.
  const auto whole = [&](int last) {
    return saved(header_of("'>u8'", "(1, 1)"), bytes({0, last, 255, 255, 255, 255, 255, 255}));
  };
  CHECK(same(folder.read(whole(0x1f)), real_rows({{9007199254740991.0}})));
  CHECK(contains(folder.words(whole(0x3f)), "must hold whole numbers between -2^53 and 2^53, got"));
}

TEST_CASE("numpy.save: what is no matrix of numbers is refused, and says what would be one") {
  const NpyFolder folder;
  const std::string rule =
      "descr must be <f4, <f8, <c8, <c16 or whole numbers <i1 to <i8, <u1 to <u8 (> for the other byte order), got ";
  const auto of_type = [&](const std::string& type, const std::string& numbers) {
    return folder.words(saved(header_of(type, "(1, 2)"), numbers));
  };
  CHECK(contains(of_type("'|O'", "\x80\x03cnumpy"), rule + "\"|O\""));
  CHECK(contains(of_type("'|b1'", bytes({1, 0})), rule + "\"|b1\""));
  CHECK(contains(of_type("'<f2'", bytes({0, 60, 0, 64})), rule + "\"<f2\""));
  CHECK(contains(of_type("'<f16'", std::string(32, '\0')), rule + "\"<f16\""));
  CHECK(contains(of_type("'<U2'", std::string("a\0\0\0b\0\0\0", 8)), rule + "\"<U2\""));
  CHECK(contains(of_type("[('a', '<f8'), ('b', '<i4')]", std::string(24, '\0')), rule + "\"[('a', '<f8'), ('b',\""));
  CHECK(contains(of_type("'|f8'", std::string(16, '\0')), rule));
  CHECK(contains(of_type("''", ""), rule));
  CHECK(contains(of_type("'", ""), rule));
  const auto of_shape = [&](const std::string& shape, std::size_t n_byte) {
    return folder.words(saved(header_of("'<f8'", shape), std::string(n_byte, '\0')));
  };
  const std::string at = "\"" + folder.name + "\" ";
  CHECK(of_shape("(2, 1, 2)", 32) == at + "must have one or two axes, got 2 x 1 x 2");
  CHECK(of_shape("()", 8) == at + "shape must have from 1 to 32 axes, got 0");
  CHECK(of_shape("(0, 2)", 0) == at + "must have at least one row and one column, got 0x2");
  CHECK(of_shape("(2, 2)", 31) == at + "must hold 2 x 2 numbers of 8 bytes after its header, it has 31 bytes there");
  CHECK(of_shape("(2, 2)", 40) == at + "must hold 2 x 2 numbers of 8 bytes after its header, it has 40 bytes there");
  CHECK(contains(of_shape("(100000, 100000)", 8), "must take at most 1000 MB of memory"));
  CHECK(contains(of_shape("(4294967296, 4294967296)", 8), "must take at most 1000 MB of memory"));
  CHECK(contains(of_shape("(2, -2)", 32), "shape must be"));
  CHECK(of_shape("2, 2", 32) == at + "shape must stand in brackets");
  const std::string nan = saved(header_of("'<f8'", "(1, 1)"), bytes({0, 0, 0, 0, 0, 0, 0xf8, 0x7f}));
  CHECK(folder.words(nan) == at + "row 1 column 1 must be finite, got nan+0j");
  CHECK(folder.words("PK\3\4") == at + "is not an NPY file: it lacks the signature");
  CHECK(folder.words("") == at + "is not an NPY file: it lacks the signature");
  CHECK(contains(folder.words(nan.substr(0, 60)), "is damaged or cut short: its header announces 118 bytes"));
  CHECK(contains(folder.words(std::string("\x93NUMPY\x04\x00v\x00", 10)), "must have format 1.0, 2.0 or 3.0, got 4.0"));
}

TEST_CASE("numpy.savetxt: blanks, comments and complex numbers in brackets, as .txt") {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& text) {
    write_bytes(folder.file("a.txt"), text);
    return read_matrix(folder.file("a.txt"));
  };
  CHECK(same(read("1.500000000000000000e+00 -2.000000000000000000e+00\n"
                  "0.000000000000000000e+00 3.000000000000000000e+00\n"),
             real_rows({{1.5, -2}, {0, 3}})));
  CHECK(same(read("# a b\n1 2\n0 3\n"), real_rows({{1, 2}, {0, 3}})));
  CHECK(same(read(" (1.500000000000000000e+00+2.000000000000000000e+00j)  "
                  "(-2.000000000000000000e+00-1.000000000000000021e-03j)\n "
                  "(0.000000000000000000e+00+0.000000000000000000e+00j)  "
                  "(3.000000000000000000e+00+0.000000000000000000e+00j)\n"),
             complex_rows({{{1.5, 2}, {-2, -1e-3}}, {0.0, 3.0}})));
  write_matrix(real_rows({{1.5, -2}, {0, 3}}), folder.file("b.txt"));
  CHECK(read_bytes(folder.file("b.txt")) == "1.5 -2\n0 3\n");
  write_bytes(folder.file("c.txt"), "1 2\n3\n");
  CHECK(contains(file_complaint(folder.file("c.txt")), "line 2 must have 2 values, as the rows before, got 1"));
}

}  // namespace test_npy_matrix
