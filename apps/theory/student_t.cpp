#include "apps/theory/student_t.hpp"

namespace ohmimo {

double student_t(double z, double dof, int n_term) {
  const double z2 = z * z;
  const double term[] = {(z2 + 1.0) * z / 4.0, ((5.0 * z2 + 16.0) * z2 + 3.0) * z / 96.0,
                         (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) * z / 384.0};
  double sum = 0.0;
  for (int k = n_term - 1; k >= 0; --k) sum = (term[k] + sum) / dof;
  return z + sum;
}

}  // namespace ohmimo
