// Matrix files: the formats there and back, what those in text hold and refuse, and with which words.
#include <fmt/format.h>

#include "tests/apps/matrix/matrix_file_case.hpp"

namespace test_matrix_file {

using namespace ohmimo;
using namespace ohmimo::matrix;
using namespace ohmimo::matrix_test;

TEST_CASE("every format gives back what was written, bit for bit, and the same bytes every time") {
  const TemporaryFolder folder;
  for (const std::string name : {"a.mtx", "a.csv", "a.txt", "a.npy", "a.h5", "a.hdf5", "a.mat", "A.MTX"})
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
  // Rounding of x conj(x) on the diagonal; 4 eps of 3 are 2.66e-15.
  CHECK(same(read("array complex hermitian\n1 1\n3 -6.85e-18\n"), complex_rows({{3}})));
  CHECK(same(read("array complex hermitian\n1 1\n3 2.6e-15\n"), complex_rows({{3}})));
  CHECK(same(read("array complex symmetric\n1 1\n1 2\n"), complex_rows({{z}})));
  CHECK(same(read("coordinate real general\n2 1 0\n"), {arma::cx_mat(2, 1, arma::fill::zeros), false}));
}

TEST_CASE("Matrix Market: a byte order mark goes before the banner") {
  const std::string text = "%%MatrixMarket matrix array real general\n1 2\n3\n4\n", mark = "\xef\xbb\xbf";
  CHECK(same(parse_matrix_market(mark + text, "a"), real_rows({{3, 4}})));
  CHECK(contains(market_complaint(mark + mark + text), "must begin with %%MatrixMarket"));
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
  CHECK(contains(words("coordinate complex hermitian\n1 1 1\n1 1 3 2.7e-15\n"), "must be real on the diagonal"));
  CHECK(contains(words("coordinate complex hermitian\n1 1 1\n1 1 0 1e-300\n"), "must be real on the diagonal"));
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

TEST_CASE("CSV: separators are those of the first row") {
  const FileMatrix rows = real_rows({{1, -2.5}, {3, 4}});
  for (const std::string text :
       {"1,-2.5\n3,4\n", "1;-2.5\n3; 4\n", "1\t-2.5\n3\t4\n", "1 -2.5\n3 4\n", "  1   -2.5\r\n 3 \t 4 \r\n"})
    CHECK_MESSAGE(same(parse_csv(text, "a"), rows), text);
  // numpy.savetxt of complex numbers, and a number with blanks inside in each kind of file.
  const FileMatrix complex = complex_rows({{{1, 2}, {3, -4}}});
  CHECK(same(parse_csv(" (1.0e+00+2.0e+00j)  (3.0e+00+-4.0e+00j)\n", "a"), complex));
  for (const std::string text : {"1 + 2i,3 - 4i", "1 + 2i;3 - 4i", "1 + 2i\t3 - 4i"})
    CHECK_MESSAGE(same(parse_csv(text, "a"), complex), text);
  CHECK(same(parse_csv("1 + 2i\n3 - 4i\n", "a"), complex_rows({{{1, 2}}, {{3, -4}}})));

  CHECK(csv_complaint("1;2\n3\n") ==
        "\"a.csv\" line 2 must have 2 values, as the rows before, got 1 (separator: semicolon)");
  CHECK(csv_complaint("1\t2\n3\t\n") ==
        "\"a.csv\" line 2 must have 2 values, as the rows before, got 1 (separator: tab)");
  CHECK(csv_complaint("1\t2\t3\n3\t\t1\n") == "\"a.csv\" line 2 value 2 must be a number, got \"\" (separator: tab)");
  CHECK(csv_complaint("1 2\n3,4\n") == "\"a.csv\" line 2 value 1 must be a number, got \"3,4\" (separator: blank)");
  CHECK(csv_complaint("1\n2;3\n") == "\"a.csv\" line 2 value 1 must be a number, got \"2;3\"");
}

TEST_CASE("CSV: decimal commas are refused as what they are") {
  const std::string rule = " must have a decimal point, decimal commas are not read, got ";
  CHECK(csv_complaint("1,5;2\n") == "\"a.csv\" line 1 value 1" + rule + "\"1,5\" (separator: semicolon)");
  CHECK(csv_complaint("1;2\n3;4,5\n") == "\"a.csv\" line 2 value 2" + rule + "\"4,5\" (separator: semicolon)");
  CHECK(csv_complaint("1,5\t2,5\n") ==
        "\"a.csv\" line 1 value 2 must be a number, got \"5\\u00092\" (separator: comma)");
}

TEST_CASE("CSV: a row of names above the numbers is left out and noted, once") {
  const FileMatrix rows = real_rows({{1, 2}, {3, 4}});
  for (const std::string header : {"a,b", "Re{H} (S),\"Im\"", "x_1,y", "\xc2\xb5S,t"}) {
    const FileMatrix read = parse_csv("# by hand\n" + header + "\n1,2\n3,4\n", "a.csv");
    CHECK_MESSAGE(same(read, rows), header);
    REQUIRE(read.notes.size() == 1);
    CHECK(contains(read.notes[0], "\"a.csv\" line 2 is left out, it names the columns: \""));
  }
  CHECK(same(parse_csv("time voltage\n1 2\n3 4\n", "a"), rows));
  CHECK(same(parse_csv("time;voltage, V\n1;2\n3;4\n", "a"), rows));
  CHECK(same(parse_csv("my column\n1\n3\n", "a"), real_rows({{1}, {3}})));
  CHECK(parse_csv("1,2\n3,4\n", "a").notes.empty());
  // Neither a second row of names, nor one among numbers, nor numbers that are missing or infinite.
  CHECK(contains(csv_complaint("a,b\nc,d\n1,2\n"), "line 2 value 1 must be a number, got \"c\""));
  CHECK(contains(csv_complaint("1,2\na,b\n"), "line 2 value 1 must be a number, got \"a\""));
  CHECK(contains(csv_complaint("a,1\n1,2\n"), "line 1 value 1 must be a number, got \"a\""));
  for (const std::string first : {"NaN,NaN", "nan+nanj,a", "inf,Infinity", "NA,b", "null,b"})
    CHECK_MESSAGE(contains(csv_complaint(first + "\n1,2\n"), "line 1 value 1 must be "), first);
  CHECK(csv_complaint("a,b,c\n1,2\n") ==
        "\"a.csv\" line 1 must name 2 columns, as the rows below have values, got 3 (separator: comma)");
  CHECK(contains(csv_complaint("a,b\n"), "must have at least one row"));
}

TEST_CASE("CSV: what is refused names line, value and rule") {
  CHECK(csv_complaint("1,2\n3\n") ==
        "\"a.csv\" line 2 must have 2 values, as the rows before, got 1 (separator: comma)");
  CHECK(csv_complaint("1,2\n3,x\n") == "\"a.csv\" line 2 value 2 must be a number, got \"x\" (separator: comma)");
  CHECK(contains(csv_complaint(""), "must have at least one row"));
  CHECK(contains(csv_complaint("1,\n"), "value 2 must be a number, got \"\""));
  for (const std::string text :
       {"1 2,3", "1+-+2j", "1--2j", "--2j", "1+2", "(1", "1j2", "0x10", "j j,1", "+-2", "1+2j3j", "()"})
    CHECK_MESSAGE(csv_complaint(text) != "loaded", text);
  CHECK(contains(csv_complaint("inf"), "must be finite"));
  CHECK(contains(csv_complaint("1+nanj"), "must be finite"));
  CHECK(contains(csv_complaint(std::string("1\0,2", 4)), "must be a number"));
  CHECK(csv_complaint(std::string(100000, '7')).size() < 200);
}

}  // namespace test_matrix_file
