// Matrix files that are missing, mistaken for others or damaged.
#include <unistd.h>

#include <csignal>
#include <random>

#include "apps/matrix/guarded_read.hpp"
#include "apps/matrix/hdf5_matrix.hpp"
#include "apps/matrix/mat_file.hpp"
#include "tests/apps/matrix/matrix_file_case.hpp"
#include "tests/damage.hpp"

namespace test_matrix_damage {

using namespace ohmimo;
using namespace ohmimo::matrix;
using namespace ohmimo::matrix_test;

constexpr int n_form = 2000 / one_damaged_of;

// Reads damaged forms of bytes; every one must load or throw std::invalid_argument. Returns how many threw.
int n_refused(const std::string& bytes, const std::function<FileMatrix(const std::string&)>& read) {
  std::minstd_rand choice(1);
  int refused = 0;
  for (int k = 0; k < n_form; ++k) {
    const std::string form = damaged(bytes, choice);
    const std::string words = complaint([&] { return read(form); });  // any other exception fails the test
    refused += words == "loaded" ? 0 : 1;
    if (words != "loaded" && (words.empty() || contains(words, "\n") || words.size() > 400)) FAIL(words);
  }
  return refused;
}

TEST_CASE("files that cannot be read") {
  const TemporaryFolder folder;
  CHECK(contains(file_complaint("matrix.npz"),
                 "must end in one of .mtx, .csv, .txt, .npy, .h5, .hdf5, .mat, got \"matrix.npz\""));
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
  // A handler that waits for ever, as one does that asks a damaged heap for memory.
  const auto handler = std::signal(SIGABRT, [](int) {
    for (;;) pause();
  });
  CHECK(contains(ends_by([] { std::abort(); }), "fails on it"));
  std::signal(SIGABRT, handler);
  const auto spin = [] {  // until the 2 s of CPU time are over that it may have
    for (volatile bool on = true; on;) {
    }
  };
  CHECK(contains(ends_by(spin), "\"a\" is damaged: the library that reads such files does not come to an end"));
  CHECK(ends_by([] { throw std::invalid_argument("rule"); }) == "rule");
  CHECK(contains(ends_by([] { throw std::bad_alloc(); }), "too much memory"));
}

TEST_CASE("damage that fuzzing found is refused in this process, not by a guard") {
  const TemporaryFolder folder;
  const auto written = [&folder](const std::string& name, const std::string& from, const std::string& to) {
    write_matrix(example(true), folder.file(name));
    std::string bytes = read_bytes(folder.file(name));
    const std::size_t at = bytes.find(from);
    REQUIRE(at != std::string::npos);
    write_bytes(folder.file(name), bytes.replace(at, to.size(), to));
    return folder.file(name);
  };
  // The name of x marked as numbers of 16 bits: the library gives a variable without a name.
  const std::string nameless = written("a.mat", std::string("\1\0\1\0x", 5), std::string(1, '\3'));
  CHECK(arma::size(read_mat({nameless, ""}).value) == arma::size(3, 2));
  CHECK(contains(complaint([&] { return read_mat({nameless, "x"}); }), "has no variable \"x\""));
  // Member i of the compound {r, i} at byte 2^30 + 8.
  const std::string outside =
      written("a.h5", std::string("i\0\0\0\0\0\0\0\x8\0\0\0", 12), std::string("i\0\0\0\0\0\0\0\x8\0\0\x40", 12));
  CHECK(contains(complaint([&] { return read_hdf5({outside, ""}); }), "must hold a dataset of two dimensions"));
}

TEST_CASE("2000 damaged files of each format load or are refused") {
  const TemporaryFolder folder;
  // Planted: a reader that crashes is not taken for one that refuses, one that accepts all is counted so.
  CHECK_THROWS_AS(n_refused("x", [](const std::string&) -> FileMatrix { throw std::runtime_error("planted"); }),
                  std::runtime_error);
  CHECK(n_refused("x", [](const std::string&) { return FileMatrix{}; }) == 0);
  for (const bool is_complex : {false, true}) {
    const std::string market = format_matrix_market(example(is_complex)), csv = format_csv(example(is_complex));
    CHECK(n_refused(market, [](const std::string& text) { return parse_matrix_market(text, "a"); }) > n_form / 4);
    CHECK(n_refused(csv, [](const std::string& text) { return parse_csv(text, "a"); }) > n_form / 4);
  }
  for (const std::string name : {"a.h5", "a.mat", "a.npy"}) {
    const std::string file = folder.file(name);
    write_matrix(example(true), file);
    const std::string whole = read_bytes(file);
    const int refused = n_refused(whole, [&file](const std::string& bytes) {
      write_bytes(file, bytes);
      return read_matrix(file);
    });
    CHECK(refused > n_form / 10);  // damage in the numbers themselves cannot be seen
    CHECK(refused < n_form);
  }
}

}  // namespace test_matrix_damage
