// Quantiles of Student's t distribution.
#pragma once

namespace ohmimo {

// t with the probability of the normal quantile z, by the first n_term <= 3 terms of its expansion in 1/dof (Abramowitz
// and Stegun 26.7.5). At 95 % two terms are right within 0.5 % from 7 degrees of freedom on; three within 0.8 % from 3
// on, 3 % too small at 2 and 24 % at 1; at 99 % 3, 12 and 55 %.
double student_t(double z, double dof, int n_term);

}  // namespace ohmimo
