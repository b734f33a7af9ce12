// Writes the matrix [2+i 0 1; 0.5 3 -i; 0 1 4], scaled by 2, as Armadillo saves it in HDF5, into the file named.
#define ARMA_USE_HDF5
#include <armadillo>

int main(int count, char** words) {
  using Number = std::complex<double>;
  const arma::cx_mat a = {{Number(4, 2), 0.0, 2.0}, {1.0, 6.0, Number(0, -2)}, {0.0, 2.0, 8.0}};
  return count == 2 && a.save(arma::hdf5_name(words[1], "A")) ? 0 : 1;
}
