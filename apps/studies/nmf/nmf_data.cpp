#include "apps/studies/nmf/nmf_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "apps/matrix/file_matrix.hpp"
#include "apps/matrix/picture_file.hpp"
#include "apps/matrix/rating_file.hpp"
#include "apps/studies/nmf/planted_ratings.hpp"
#include "apps/text/text.hpp"
#include "phy/rng.hpp"
#include "rram/nnls/planted_data.hpp"

namespace ohmimo::nmf {
namespace {

using rram::Entry;
using rram::NmfProblem;
using rram::SparseRows;

void set_dense(const arma::mat& value, Data& data) {
  if (value.min() < 0.0)
    throw std::invalid_argument(fmt::format("{} must hold numbers >= 0, got {:g}", in_quotes(data.name), value.min()));
  if (!(value.max() > 0.0))
    throw std::invalid_argument(fmt::format("{} must hold a number above 0, got none", in_quotes(data.name)));
  if (!std::isfinite(arma::accu(arma::square(value))))
    throw std::invalid_argument(fmt::format("{} must have numbers whose squares fit a double", in_quotes(data.name)));
  data.dense = value;
  data.mean = arma::mean(arma::vectorise(value));
  data.problem = NmfProblem::dense(value);
}

std::vector<std::string> counted_names(std::uint32_t n) {
  std::vector<std::string> names;
  for (std::uint32_t k = 0; k < n; ++k) names.push_back(fmt::format("{}", k + 1));
  return names;
}

// Two sets of entries of one shape, users by items.
void set_ratings(const std::vector<Entry>& train, const std::vector<Entry>& test, bool zero_filled, Data& data) {
  const auto n_user = static_cast<std::uint32_t>(data.users.size()),
             n_item = static_cast<std::uint32_t>(data.items.size());
  data.kind = DataKind::ratings;
  data.train = SparseRows(n_user, n_item, train);
  data.test = SparseRows(n_user, n_item, test);
  double sum = 0.0;
  data.low = INFINITY;
  data.high = 0.0;
  for (std::uint32_t user = 0; user < n_user; ++user)
    for (const float value : data.train.values(user)) {
      sum += value;
      data.low = std::min(data.low, double{value});
      data.high = std::max(data.high, double{value});
    }
  if (!(data.high > 0.0))
    throw std::invalid_argument(
        fmt::format("{} must hold a rating above 0 to learn from, got none", in_quotes(data.name)));
  data.mean = sum / static_cast<double>(data.train.count());
  data.problem = zero_filled ? NmfProblem::zero_filled(data.train) : NmfProblem::masked(data.train);
}

void split_ratings(const std::vector<Entry>& entries, const DataSpec& spec, Data& data) {
  if (!(spec.test_share >= 0.0 && spec.test_share <= 0.9))
    throw std::invalid_argument(fmt::format("test-share must be from 0 to 0.9, got {:g}", spec.test_share));
  RngStream draws({spec.seed, 0, 0}, Purpose::bits);
  std::vector<Entry> train, test;
  for (const Entry& entry : entries) (draws.uniform() < spec.test_share ? test : train).push_back(entry);
  set_ratings(train, test, spec.zero_filled, data);
}

// The set of 200 users and 150 items that verify uses.
void small_ratings(const DataSpec& spec, Data& data) {
  const rram::PlantedRatings planted = rram::planted_ratings();
  std::vector<Entry> train, test;
  for (std::uint32_t i = 0; i < planted.rating.n_rows; ++i)
    for (std::uint32_t j = 0; j < planted.rating.n_cols; ++j) {
      const Entry entry{i, j, static_cast<float>(planted.rating(i, j))};
      if (planted.train(i, j) != 0) train.push_back(entry);
      if (planted.test(i, j) != 0) test.push_back(entry);
    }
  data.users = counted_names(200);
  data.items = counted_names(150);
  data.name = "planted ratings, 200 users, 150 items";
  set_ratings(train, test, spec.zero_filled, data);
}

PlantedSize planted_size(const std::string& text) {
  const std::size_t x = text.find('x'), colon = text.find(':');
  if (x == std::string::npos || colon == std::string::npos || x > colon)
    throw std::invalid_argument(
        fmt::format("planted must be picture, product, ratings or USERSxITEMS:RATINGS, such as 6000x4000:1e6, got {}",
                    in_quotes(text)));
  const auto part = [](std::string_view field, const std::string& digits, std::uint64_t most) {
    const std::uint64_t value = natural_from_text(field, digits);
    if (value < 1 || value > most)
      throw std::invalid_argument(fmt::format("{} must be from 1 to {}, got {}", field, most, value));
    return value;
  };
  PlantedSize size;
  size.users = static_cast<std::uint32_t>(part("planted users", text.substr(0, x), 10'000'000));
  size.items = static_cast<std::uint32_t>(part("planted items", text.substr(x + 1, colon - x - 1), 10'000'000));
  size.ratings = part("planted ratings", text.substr(colon + 1), 200'000'000);
  return size;
}

void make_planted(const DataSpec& spec, Data& data) {
  if (spec.planted.empty() || spec.planted == "picture") {
    data.kind = DataKind::picture;
    data.name = "drawn picture";
    return set_dense(rram::planted_picture(), data);
  }
  if (spec.planted == "product") {
    data.name = "planted product of rank 4";
    return set_dense(rram::planted_product(), data);
  }
  if (spec.planted == "ratings") return small_ratings(spec, data);
  const PlantedSize size = planted_size(spec.planted);
  data.users = counted_names(size.users);
  data.items = counted_names(size.items);
  data.name = fmt::format("planted ratings, {} users, {} items", size.users, size.items);
  split_ratings(planted_entries(size, spec.seed), spec, data);
}

void load_ratings(const DataSpec& spec, Data& data) {
  matrix::RatingSet set = matrix::read_ratings(spec.ratings);
  data.name = spec.ratings;
  data.notes.push_back(fmt::format("ratings of {}: {}", one_line(spec.ratings), set.layout));
  data.users = std::move(set.users);
  data.items = std::move(set.items);
  split_ratings(set.entries, spec, data);
}

void load_matrix(const DataSpec& spec, Data& data) {
  using matrix::DimensionOrder;
  matrix::FileMatrix file =
      matrix::read_matrix(spec.matrix, spec.column_major ? DimensionOrder::column_row : DimensionOrder::row_column);
  if (file.is_complex)
    throw std::invalid_argument(fmt::format("{} must hold real numbers, got complex ones", in_quotes(spec.matrix)));
  data.notes = file.notes;
  data.order_unmarked = file.order_unmarked;
  data.name = spec.matrix;
  set_dense(arma::real(file.value), data);
}

double squared_test_error(const Data& data, const std::function<double(std::uint32_t, std::uint32_t)>& model) {
  double sum = 0.0;
  for (std::uint32_t user = 0; user < data.test.n_row(); ++user)
    for (std::size_t p = 0; p < data.test.columns(user).size(); ++p) {
      const double value = std::clamp(model(user, data.test.columns(user)[p]), data.low, data.high);
      sum += (value - data.test.values(user)[p]) * (value - data.test.values(user)[p]);
    }
  return sum;
}

}  // namespace

Data make_data(const DataSpec& spec) {
  int n_source = 0;
  for (const std::string* source : {&spec.image, &spec.ratings, &spec.matrix, &spec.planted})
    n_source += source->empty() ? 0 : 1;
  if (n_source > 1)
    throw std::invalid_argument(
        fmt::format("one of --image, --ratings, --matrix and --planted may be given, got {}", n_source));
  Data data;
  if (!spec.image.empty()) {
    data.kind = DataKind::picture;
    data.name = spec.image;
    set_dense(matrix::read_picture(spec.image), data);
  } else if (!spec.ratings.empty()) {
    load_ratings(spec, data);
  } else if (!spec.matrix.empty()) {
    load_matrix(spec, data);
  } else {
    make_planted(spec, data);
  }
  return data;
}

PlainRatings plain_ratings(const Data& data) {
  if (data.test.count() == 0) return {};
  constexpr double damping = 5.0;
  const auto count = static_cast<double>(data.test.count());
  arma::vec user(data.train.n_row(), arma::fill::zeros);
  arma::vec sum(data.train.n_col(), arma::fill::zeros), rated(data.train.n_col(), arma::fill::zeros);
  for (std::uint32_t u = 0; u < data.train.n_row(); ++u) {
    for (const float value : data.train.values(u)) user(u) += value - data.mean;
    user(u) /= static_cast<double>(data.train.columns(u).size()) + damping;
    for (std::size_t p = 0; p < data.train.columns(u).size(); ++p) {
      sum(data.train.columns(u)[p]) += data.train.values(u)[p] - data.mean - user(u);
      rated(data.train.columns(u)[p]) += 1.0;
    }
  }
  const arma::vec item = sum / (rated + damping);
  PlainRatings plain;
  plain.mean_rmse =
      std::sqrt(squared_test_error(data, [&](std::uint32_t, std::uint32_t) { return data.mean; }) / count);
  plain.bias_rmse = std::sqrt(
      squared_test_error(data, [&](std::uint32_t u, std::uint32_t i) { return data.mean + user(u) + item(i); }) /
      count);
  return plain;
}

}  // namespace ohmimo::nmf
