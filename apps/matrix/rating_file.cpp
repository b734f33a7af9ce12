#include "apps/matrix/rating_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "apps/matrix/csv_fields.hpp"
#include "apps/matrix/file_name.hpp"
#include "apps/matrix/rating_fields.hpp"
#include "apps/matrix/text_lines.hpp"
#include "apps/text/text.hpp"

namespace ohmimo::matrix {
namespace {

constexpr std::size_t longest_line = 1000, longest_name = 60, most_ratings = 200'000'000;
constexpr double most_rating_megabytes = 20'000.0, highest_rating = 1e6;

class RatingReader {
 public:
  explicit RatingReader(const std::string& name) : name_(name), users_(set_.users), items_(set_.items) {}

  void line(std::string_view text) {
    ++number_;
    if (number_ == 1) text = without_byte_order_mark(text);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.size() > longest_line)
      refuse(fmt::format("must have at most {} characters", longest_line), fmt::format("{}", text.size()));
    text = trimmed(text);
    if (text.empty()) return;
    if (!begun_) {
      begin(text);
      if (header_) return;
    }
    if (headed_ && text.ends_with(':')) {
      item_ = items_.place(name_field(text.substr(0, text.size() - 1), "item"));
      return;
    }
    rating(fields_of(text, separator_));
  }

  RatingSet end() {
    if (set_.entries.empty())
      throw std::invalid_argument(fmt::format("{} must hold at least one rating, got none", in_quotes(name_)));
    return std::move(set_);
  }

 private:
  [[noreturn]] void refuse(std::string_view rule, std::string_view got) const {
    throw std::invalid_argument(fmt::format("{} line {} {}, got {}", in_quotes(name_), number_, rule, got));
  }

  // What the first line says of all.
  void begin(std::string_view text) {
    begun_ = true;
    headed_ = text.ends_with(':') && text.find_first_of(",;\t ") == std::string_view::npos;
    if (headed_) {
      user_at_ = 0, rating_at_ = 1;
      separator_ = ",";
      set_.layout = "user, rating below a line for each item";
      return;
    }
    separator_ = separator_of(text);
    const Fields fields = fields_of(text, separator_);
    n_field_ = fields.count;
    if (fields.count < 3 || fields.count > most_fields)
      refuse(fmt::format("must have from 3 to {} fields: user, item, rating", most_fields),
             fmt::format("{}", fields.count));
    header_ = separator_ != "::" && is_header(text);
    if (header_) names_of(fields);
    set_.layout = fmt::format("{}; separated by {}", order_text(), separator_text());
  }

  void names_of(const Fields& fields) {
    user_at_ = item_at_ = rating_at_ = most_fields;
    for (std::size_t k = 0; k < fields.count; ++k) {
      if (is_one_of(fields.at[k], {"user", "userid", "uid", "customer", "customerid", "reviewer", "reviewerid"}))
        user_at_ = k;
      else if (is_one_of(fields.at[k], {"item", "itemid", "iid", "movie", "movieid", "product", "productid", "track",
                                        "song", "book", "bookid", "isbn"}))
        item_at_ = k;
      else if (is_one_of(fields.at[k], {"rating", "score", "value", "stars", "bookrating", "overall"}))
        rating_at_ = k;
    }
    if (std::max({user_at_, item_at_, rating_at_}) == most_fields)
      refuse("must name a user, an item and a rating column", in_quotes(fitted_list(fields)));
  }

  static std::string fitted_list(const Fields& fields) {
    std::string names;
    for (std::size_t k = 0; k < std::min<std::size_t>(fields.count, 5); ++k)
      names += (k > 0 ? ", " : "") + std::string(fields.at[k].substr(0, 20));
    return names;
  }

  std::string order_text() const {
    std::array<std::pair<std::size_t, std::string_view>, 3> order = {
        {{user_at_, "user"}, {item_at_, "item"}, {rating_at_, "rating"}}};
    std::ranges::sort(order);
    return fmt::format("{}, {}, {}", order[0].second, order[1].second, order[2].second);
  }

  std::string_view separator_text() const {
    if (separator_ == "::") return "::";
    return separator_ == "," ? "commas" : separator_ == ";" ? "semicolons" : separator_ == "\t" ? "tabs" : "blanks";
  }

  std::string_view name_field(std::string_view name, std::string_view what) const {
    if (name.empty() || name.size() > longest_name)
      refuse(fmt::format("must have {} {} of 1 to {} characters", what == "item" ? "an" : "a", what, longest_name),
             fmt::format("{}", name.size()));
    for (const char c : name)
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
        refuse(fmt::format("must have {} {} without control characters", what == "item" ? "an" : "a", what),
               in_quotes(name));
    return name;
  }

  float value_of(std::string_view text) const {
    double value = NAN;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= 0.0 && value <= highest_rating))
      refuse(fmt::format("must have a rating from 0 to {:g}", highest_rating), in_quotes(text.substr(0, longest_name)));
    return static_cast<float>(value);
  }

  void rating(const Fields& fields) {
    if (headed_ ? fields.count < 2 || fields.count > 3 : fields.count != n_field_)
      refuse(fmt::format("must have {} fields", headed_ ? "2 or 3" : fmt::format("{}", n_field_)),
             fmt::format("{}", fields.count));
    if (set_.entries.size() == most_ratings)
      refuse(fmt::format("must not come after {} ratings", most_ratings), "one more");
    rram::Entry entry;
    entry.row = users_.place(name_field(fields.at[user_at_], "user"));
    entry.col = headed_ ? item_ : items_.place(name_field(fields.at[item_at_], "item"));
    entry.value = value_of(fields.at[rating_at_]);
    set_.entries.push_back(entry);
  }

  const std::string& name_;
  RatingSet set_;
  Names users_, items_;
  std::size_t number_ = 0;
  bool begun_ = false, header_ = false, headed_ = false;  // headed: a line "ITEM:" above its ratings
  std::string separator_;
  std::size_t n_field_ = 0, user_at_ = 0, item_at_ = 1, rating_at_ = 2;
  std::uint32_t item_ = 0;
};

}  // namespace

RatingSet parse_ratings(std::istream& stream, const std::string& name) {
  RatingReader reader(name);
  // A line is taken in bounded pieces: a file without line ends is no reason to hold it whole.
  std::string line(longest_line + 2, '\0');
  while (stream.getline(line.data(), static_cast<std::streamsize>(line.size())) || stream.gcount() > 0) {
    const auto count = static_cast<std::size_t>(stream.gcount());
    const bool ended = !stream.fail() && !stream.eof();
    reader.line(std::string_view(line).substr(0, count - (ended ? 1 : 0)));
    if (stream.fail() && !stream.eof()) break;  // longer than a line may be, which line() has refused
  }
  return reader.end();
}

RatingSet read_ratings(const std::string& file) {
  require_readable(file, most_rating_megabytes);
  std::ifstream stream(file, std::ios::binary);
  return parse_ratings(stream, file);
}

}  // namespace ohmimo::matrix
