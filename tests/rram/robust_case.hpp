// Random systems of every sort, good and bad, on every kind of hardware the solver knows: the draws of the quick and
// the long robustness test.
#pragma once
#include "tests/rram/rram_case.hpp"

namespace ohmimo::rram_test {

enum class Sort { positive, near_far, indefinite, general, singular, zero_row, nan, inf, count };

struct RobustCase {
  std::uint32_t number = 0;
  Sort sort = Sort::positive;
  arma::mat a = {}, b = {};  // of any size between 2^-1060 and 2^1000; b [n_vector][n]
  rram::SolverConfig config = {};
};

inline int pick(RngStream& stream, int count) {
  return std::min(static_cast<int>(stream.uniform() * count), count - 1);
}

template <class Value, std::size_t n>
Value one_of(RngStream& stream, const Value (&values)[n]) {
  return values[pick(stream, static_cast<int>(n))];
}

// Q = (I - 2 v v^T)(I - 2 w w^T) with random directions: orthogonal.
inline arma::mat random_rotation(RngStream& stream, arma::uword n) {
  arma::mat q = arma::eye(n, n);
  for (int k = 0; k < 2; ++k) {
    const arma::vec v = arma::normalise(random_mat(stream, n, 1));
    q -= 2.0 * v * (v.t() * q);
  }
  return q;
}

// Eigenvalues over condition numbers up to 1e6.
inline arma::vec random_spectrum(RngStream& stream, arma::uword n) {
  const double decades = 6.0 * stream.uniform();
  arma::vec value(n);
  for (double& v : value) v = std::pow(10.0, -decades * stream.uniform());
  value(0) = 1.0;
  if (n > 1) value(1) = std::pow(10.0, -decades);
  return value;
}

inline arma::mat random_matrix(RngStream& stream, Sort sort, arma::uword n) {
  const arma::mat q = random_rotation(stream, n);
  arma::vec spectrum = random_spectrum(stream, n);
  if (sort == Sort::indefinite) spectrum(n - 1) = -spectrum(n - 1);
  if (sort == Sort::singular) spectrum(n - 1) = 0.0;
  if (sort == Sort::general) return q * arma::diagmat(spectrum) * random_rotation(stream, n);
  if (sort == Sort::near_far) {
    arma::mat a = random_mat(stream, 4 * n, n);
    a = a.t() * a / static_cast<double>(4 * n);
    const double spread_db = 60.0 * stream.uniform();
    arma::vec amplitude(n);
    for (double& value : amplitude) value = std::pow(10.0, -0.05 * spread_db * stream.uniform());
    return arma::symmatu(arma::diagmat(amplitude) * a * arma::diagmat(amplitude));
  }
  arma::mat a = arma::symmatu(q * arma::diagmat(spectrum) * q.t());
  const arma::uword i = static_cast<arma::uword>(pick(stream, static_cast<int>(n)));
  if (sort == Sort::zero_row) a.row(i).zeros();
  if (sort == Sort::nan) a(i, 0) = NAN;
  if (sort == Sort::inf) a(0, i) = stream.uniform() < 0.5 ? INFINITY : -INFINITY;
  return a;
}

inline rram::AnalogueModel random_analogue(RngStream& stream) {
  rram::AnalogueModel model;
  rram::CircuitModel& circuit = model.circuit;
  for (rram::AmplifierModel* amplifier : {&circuit.amplifier, &circuit.inverter}) {
    amplifier->gain = one_of<double>(stream, {30.0, 1e3, 1e4, INFINITY});
    amplifier->gbwp_hz = one_of<double>(stream, {16e6, 500e6, 5e9});
    amplifier->offset_sigma_V = one_of<double>(stream, {0.0, 0.0, 1e-3});
  }
  circuit.clamp_V = one_of<double>(stream, {0.4, 0.4, 0.1, INFINITY});
  circuit.g_in_S = one_of<double>(stream, {0.0, 20e-6});
  circuit.r_out_ohm = one_of<double>(stream, {0.0, 0.0, 50.0});
  circuit.c_row_F = one_of<double>(stream, {0.0, 0.0, 10e-12});
  circuit.wire = {one_of<double>(stream, {1.73, 10.0}), one_of<double>(stream, {1.73, 10.0})};
  model.wire_accuracy = one_of<double>(stream, {0.0, 0.0, 1e-4});
  model.full_scale_V = one_of<double>(stream, {0.1, 0.3});
  model.inverse_read_s = one_of<double>(stream, {5e-9, 120e-9, 1e-6});
  model.product_read_s = one_of<double>(stream, {5e-9, 60e-9, 1e-6});
  return model;
}

// The rungs of the ladder from bottom to top three times out of four, any subset of them otherwise.
inline rram::Fidelity random_fidelity(RngStream& stream) {
  static const char* const names[] = {"exact", "quantised", "device", "converter", "circuit", "wires", "transient"};
  if (stream.uniform() < 0.75) return rram::fidelity_from_name(one_of(stream, names));
  rram::Fidelity fidelity;
  for (bool* rung : {&fidelity.quantise, &fidelity.device, &fidelity.converter, &fidelity.circuit, &fidelity.wires,
                     &fidelity.transient})
    *rung = stream.uniform() < 0.5;
  return fidelity;
}

inline rram::MappingConfig random_mapping(RngStream& stream) {
  if (stream.uniform() < 0.8) return {};
  rram::MappingConfig mapping{.kind = rram::MappingKind::fixed};
  mapping.m = one_of<double>(stream, {0.4, 0.0, -0.2});
  mapping.n = one_of<double>(stream, {2.0, 0.0, 1.0});
  return mapping;
}

// How the product arrays are read: right, wrong now and then, or wrong for want of rows, bits or better cells.
inline void draw_product_path(RngStream& stream, rram::SolverConfig& config) {
  if (!config.fidelity.quantise || stream.uniform() < 0.6) return;
  config.hp_path = stream.uniform() < 0.25 ? rram::HpPath::slices : rram::HpPath::analogue;
  config.hp_array.rows_per_read = one_of(stream, {0, 2, 4});
  config.hp_array.adc_bits = one_of(stream, {4, 8, 12});
  config.hp_array.adc_step = one_of<double>(stream, {1.0, 1.0, 1.0, 2.0});
  config.hp_array.error_rate = one_of<double>(stream, {0.0, 0.0, 1e-5, 1e-3});
}

inline rram::SolverConfig random_config(RngStream& stream) {
  rram::SolverConfig config;
  config.fidelity = random_fidelity(stream);
  config.analogue = random_analogue(stream);
  config.mapping = random_mapping(stream);
  config.refinement = static_cast<rram::RefinementKind>(pick(stream, 4));
  config.equilibrate = stream.uniform() < 0.5;
  config.stages = pick(stream, 4);
  config.schur = stream.uniform() < 0.5 ? rram::Schur::exact : rram::Schur::reuse;
  config.block_product = stream.uniform() < 0.7 ? rram::BlockProduct::high : rram::BlockProduct::low;
  config.word_bits = one_of(stream, {24, 24, 24, 12, 12, 6});
  config.slice_bits = one_of(stream, {3, 3, 3, 2, 1});
  config.dac_bits = config.adc_bits = one_of(stream, {4, 4, 8});
  config.tolerance = one_of<double>(stream, {0.0, 1e-2, 1e-4, 1e-6, 1e-10});
  config.cycles = 1 + pick(stream, 30);
  draw_product_path(stream, config);
  static const rram::DeviceModel noisy = rram::load_device("devices/cmo_hfox_ibm.toml");
  if (stream.uniform() < 0.3) config.device = noisy;
  config.cells.read_noise =
      !(config.device.read_noise.relative == 0.0 && config.device.read_noise.logarithmic_S == 0.0) &&
      stream.uniform() < 0.5;
  config.cells.age_s = !config.device.relaxation.point.empty() && stream.uniform() < 0.3 ? 1e4 : 0.0;
  config.cells.stuck_max = one_of<double>(stream, {0.0, 0.0, 0.01});
  config.cells.write_verify = config.device.write && stream.uniform() < 0.1;
  return config;
}

// Sizes 1 to 64; where a tile is solved as a circuit or a product read line by line, nine of ten systems stay small.
inline arma::uword random_size(RngStream& stream, const rram::SolverConfig& config) {
  const bool slow = config.fidelity.analogue() || config.hp_path != rram::HpPath::integer;
  const double u = stream.uniform();
  const int most = slow ? (u < 0.9 ? 10 : u < 0.97 ? 32 : 64) : (u < 0.8 ? 16 : 64);
  return 1 + static_cast<arma::uword>(pick(stream, most));
}

inline RobustCase random_robust_case(std::uint32_t number) {
  RngStream stream({91, 0, number}, Purpose::channel);
  RobustCase c{.number = number, .config = random_config(stream)};
  // Half of the systems are positive definite or near-far, the rest of all sorts.
  c.sort = stream.uniform() < 0.4 ? static_cast<Sort>(pick(stream, 2))
                                  : static_cast<Sort>(pick(stream, static_cast<int>(Sort::count)));
  const arma::uword n = random_size(stream, c.config);
  c.a = random_matrix(stream, c.sort, n);
  c.b = random_mat(stream, 1 + static_cast<arma::uword>(pick(stream, 20)), n);
  if (stream.uniform() < 0.3) c.b.row(0).zeros();
  if (stream.uniform() < 0.2) c.b(c.b.n_rows - 1, n - 1) = stream.uniform() < 0.5 ? NAN : INFINITY;
  // Ratios of b to A reach beyond the range of double.
  const int reach = stream.uniform() < 0.95 ? 400 : 980;
  const int a_exponent = pick(stream, 2 * reach + 1) - reach, b_exponent = pick(stream, 2 * reach + 1) - reach;
  c.a *= std::ldexp(1.0, a_exponent);
  c.b *= std::ldexp(1.0, b_exponent);
  if (c.config.mapping.kind == rram::MappingKind::fixed && stream.uniform() < 0.5)
    c.config.mapping.scale = std::ldexp(one_of<double>(stream, {0.5, 1.0}), a_exponent);
  return c;
}

}  // namespace ohmimo::rram_test
