// Ratings: the columns of MovieLens, Netflix and others are read, and wrong files are refused in a sentence.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/matrix/rating_file.hpp"
#include "tests/temporary_folder.hpp"

namespace test_rating_file {

using namespace ohmimo;
using namespace ohmimo::matrix;

RatingSet parsed(const std::string& text) {
  std::istringstream stream(text);
  return parse_ratings(stream, "r.csv");
}

std::string complaint(const std::string& text) {
  try {
    parsed(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "loaded";
}

// user item rating, of every entry.
std::string shown(const RatingSet& set) {
  std::string text;
  for (const rram::Entry& entry : set.entries)
    text += fmt::format("{} {} {}; ", set.users[entry.row], set.items[entry.col], entry.value);
  return text;
}

struct Wrong {
  std::string text, words;
};
const std::vector<Wrong> wrong_ratings = {
    {"", "must hold at least one rating, got none"},
    {"\n\n\n", "must hold at least one rating, got none"},
    {"userId,movieId,rating\n", "must hold at least one rating, got none"},
    {"user,item\n1,2\n", "line 1 must have from 3 to 16 fields"},
    {"a\n", "line 1 must have from 3 to 16 fields: user, item, rating, got 1"},
    {"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n", "got 17"},
    {"name,title,stars\n1,2,3\n", "line 1 must name a user, an item and a rating column"},
    {"1,2,3\n1,2\n", "line 2 must have 3 fields, got 2"},
    {"1,2,3\n1,2,3,4\n", "line 2 must have 3 fields, got 4"},
    {"1,2,x\n", "line 1 must have a rating from 0 to 1e+06, got \"x\""},
    {"1,2,\n", "line 1 must have a rating from 0 to 1e+06, got \"\""},
    {"1,2,nan\n", "a rating from 0 to 1e+06, got \"nan\""},
    {"1,2,inf\n", "a rating from 0 to 1e+06, got \"inf\""},
    {"1,2,-1\n", "a rating from 0 to 1e+06, got \"-1\""},
    {"1,2,1e7\n", "a rating from 0 to 1e+06, got \"1e7\""},
    {"1,2,1e400\n", "a rating from 0 to 1e+06, got \"1e400\""},
    {"1,2,3.5.1\n", "got \"3.5.1\""},
    {"1,2,0x10\n", "got \"0x10\""},
    {"1,,3\n", "line 1 must have an item of 1 to 60 characters, got 0"},
    {",2,3\n", "line 1 must have a user of 1 to 60 characters, got 0"},
    {std::string(61, 'u') + ",2,3\n", "must have a user of 1 to 60 characters, got 61"},
    {"1," + std::string(999, 'i') + ",3\n", "must have at most 1000 characters"},
    {std::string(100'000, 'x'), "line 1 must have at most 1000 characters"},
    {std::string("1,2\0b,3\n", 8), "an item without control characters"},
    {"1,2,3\n\x01,2,3\n", "line 2 must have a user without control characters"},
    {"1:\n5,3,2005-01-01,x\n", "line 2 must have 2 or 3 fields, got 4"},
    {"1:\n5\n", "line 2 must have 2 or 3 fields, got 1"},
    {"1:\n5,x\n", "line 2 must have a rating"},
    {"1:\n2:\n", "must hold at least one rating"},
    {"1:\n5,3\n:\n", "line 3 must have an item of 1 to 60 characters, got 0"},
    {"1::2::3::4\n1::2::3\n", "line 2 must have 4 fields, got 3"},
    {"1::2::bad::4\n", "line 1 must have a rating"},
    {"1\t2\t3\t4\n1,2,3,4\n", "line 2 must have 4 fields, got 1"},
    {"1 2\n", "line 1 must have from 3 to 16 fields"},
    {"\x89PNG\r\n\x1a\n", "line 1 must have"},
    {"{\"user\": 1}\n", "line 1 must have"},
};

TEST_CASE("columns of MovieLens, Netflix and others") {
  CHECK(shown(parsed("196\t242\t3\t881250949\n186\t302\t4\t891717742\n196\t302\t1\t0\n")) ==
        "196 242 3; 186 302 4; 196 302 1; ");
  CHECK(shown(parsed("userId,movieId,rating,timestamp\r\n1,31,2.5,1260759144\r\n7,31,5,1\r\n")) ==
        "1 31 2.5; 7 31 5; ");
  CHECK(shown(parsed("1::1193::5::978300760\n2::661::3::978302109\n")) == "1 1193 5; 2 661 3; ");
  CHECK(shown(parsed("1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n2:\n1488844,4,2005-10-19\n")) ==
        "1488844 1 3; 822109 1 5; 1488844 2 4; ");
  CHECK(shown(parsed("rating;user_id;item_id\n4.5;anna;\"The Matrix\"\n2;bert;b\n")) ==
        "anna The Matrix 4.5; bert b 2; ");
  CHECK(shown(parsed("\xef\xbb\xbf"
                     "1,2,3\n\n4 , 5 , 0\n")) == "1 2 3; 4 5 0; ");
  CHECK(shown(parsed("u1  i1   4\nu2 i1 5")) == "u1 i1 4; u2 i1 5; ");
  CHECK(parsed("userId,movieId,rating,timestamp\n1,2,3,4\n").layout == "user, item, rating; separated by commas");
  CHECK(parsed("stars,book,user\n1,2,3\n").layout == "rating, item, user; separated by commas");
}

TEST_CASE("names get places in the order they come, however they are sorted") {
  const RatingSet set = parsed("b,x,1\na,y,2\nb,y,3\na,x,4\n");
  CHECK(set.users == std::vector<std::string>{"b", "a"});
  CHECK(set.items == std::vector<std::string>{"x", "y"});
  REQUIRE(set.entries.size() == 4);
  CHECK(set.entries[3].row == 1);
  CHECK(set.entries[3].col == 0);
}

TEST_CASE("wrong rating files are refused in one sentence") {
  for (const Wrong& wrong : wrong_ratings) {
    const std::string words = complaint(wrong.text);
    CAPTURE(wrong.text.substr(0, 60));
    CAPTURE(words);
    CHECK(words.starts_with("\"r.csv\" "));
    CHECK(words.find(wrong.words) != std::string::npos);
    CHECK(words.find('\n') == std::string::npos);
    CHECK(words.size() < 300);
  }
}

TEST_CASE("the longest line and name are read") {
  const std::string name(60, 'u'), rest(1000 - 60 - 5, 'x');
  CHECK(parsed(name + ",2,3," + rest + "\n" + name + ",2,4," + rest + "\r\n").entries.size() == 2);
  CHECK(parsed(name + ",2,3," + rest).entries.size() == 1);
}

TEST_CASE("files that are not there") {
  CHECK_THROWS_WITH_AS(read_ratings("no/such.csv"), "\"no/such.csv\" does not exist", std::invalid_argument);
  const TemporaryFolder folder;
  CHECK_THROWS_AS(read_ratings(folder.path.string()), std::invalid_argument);
}

}  // namespace test_rating_file
