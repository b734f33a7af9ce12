// Quantiles: of the normal and of Student's t distribution, and of samples.
#pragma once
#include <vector>

namespace ohmimo {

// z with P(|Z| <= z) = confidence for a standard normal Z; 0 < confidence < 1.
double two_sided_z(double confidence);

// t with P(|T| <= t) = confidence for Student's t. degrees_of_freedom > 0 need not be whole; infinite: two_sided_z().
double two_sided_t(double confidence, double degrees_of_freedom);

// Value below which the share q of the values lies, on straight lines between the sorted values; values not empty,
// 0 <= q <= 1.
double quantile(std::vector<double> values, double q);
double median(const std::vector<double>& values);

// The same without a line between: one of the values, the nearest in rank. For counts.
double nearest_quantile(std::vector<double> values, double q);

}  // namespace ohmimo
