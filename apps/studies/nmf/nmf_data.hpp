// What `ohmimo nmf` factorises: a picture, ratings or a matrix, from a file or planted.
#pragma once
#include <armadillo>
#include <cstdint>
#include <string>
#include <vector>

#include "rram/nnls/nmf.hpp"

namespace ohmimo::nmf {

// The words of the command line; at most one of the first four is given.
struct DataSpec {
  std::string image, ratings, matrix;  // files
  std::string planted;                 // picture, product, ratings or USERSxITEMS:RATINGS; empty = picture
  bool column_major = false;           // of HDF5 files that do not mark their dimensions
  bool zero_filled = false;            // ratings that are missing count as 0
  double test_share = 0.1;             // of ratings
  std::uint64_t seed = 1;
};

enum class DataKind { picture, ratings, matrix };

struct Data {
  DataKind kind = DataKind::matrix;
  std::string name;  // for people
  rram::NmfProblem problem;
  arma::mat dense = {};                             // [m][n] of pictures and matrices
  rram::SparseRows train = {}, test = {};           // of ratings
  std::vector<std::string> users = {}, items = {};  // of ratings
  double low = 0.0, high = 0.0;                     // of ratings
  double mean = 0.0;                                // of the elements, or of the ratings to learn from
  std::vector<std::string> notes = {};              // what was assumed of the files
  bool order_unmarked = false;                      // a file does not say which dimension counts the rows
};

// Throws std::invalid_argument naming field, rule and value.
Data make_data(const DataSpec& spec);

// Test RMSE of the mean of all ratings, and with damped deviations of users and items: what a recommender has to beat.
struct PlainRatings {
  double mean_rmse = NAN, bias_rmse = NAN;
};
PlainRatings plain_ratings(const Data& data);

}  // namespace ohmimo::nmf
