#include "phy/coding/reference_decoder.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ohmimo::coding {
namespace {

// -ln tanh(x/2), its own inverse; x > 0.
double phi(double x) {
  return std::log1p(2.0 * std::exp(-x) / -std::expm1(-x));
}

constexpr double least_size = 1e-12, most_size = 40.0;  // phi() stays finite and its inverse exact enough

double sign_of(double x) {
  return x < 0.0 ? -1.0 : 1.0;
}

void sum_product(std::span<const double> in, std::span<double> out) {
  double sum = 0.0, sign = 1.0;
  for (const double x : in) {
    sum += phi(std::clamp(std::abs(x), least_size, most_size));
    sign *= sign_of(x);
  }
  for (std::size_t j = 0; j < in.size(); ++j) {
    const double others = sum - phi(std::clamp(std::abs(in[j]), least_size, most_size));
    out[j] = sign * sign_of(in[j]) * phi(std::clamp(others, 1e-17, most_size));
  }
}

void min_sum(const CheckRule& rule, std::span<const double> in, std::span<double> out) {
  for (std::size_t j = 0; j < in.size(); ++j) {
    double least = INFINITY, sign = 1.0;
    for (std::size_t k = 0; k < in.size(); ++k)
      if (k != j) least = std::min(least, std::abs(in[k])), sign *= sign_of(in[k]);
    out[j] = sign * std::max(rule.factor * least - rule.offset, 0.0);
  }
}

}  // namespace

DecodeReport decode_reference(const CodeShape& code, const CheckRule& rule, int max_iterations,
                              std::span<const double> llr, int n_received, std::optional<Crc> crc,
                              std::span<std::uint8_t> info) {
  const BaseGraph& graph = base_graph(code.graph);
  const int z = code.lifting.size, set = code.lifting.set;
  const int n_row = std::max(4, (n_received + z - 1) / z + 2 - graph.n_info);
  std::vector<double> sum(graph.n_column * z, 0.0), message(graph.entries.size() * z, 0.0);
  std::copy_n(llr.begin(), n_received, sum.begin() + code.n_punctured());
  std::fill(sum.begin() + code.n_block(), sum.begin() + code.n_info(), 1000.0);

  const auto place = [&](const BaseGraph::Entry& e, int i) { return e.column * z + (i + e.shift[set]) % z; };
  DecodeReport report{0, false, false};
  std::vector<double> in, out;
  while (report.iterations < max_iterations && !report.parity_ok) {
    for (int r = 0; r < n_row; ++r) {
      const std::span entries = graph.row(r);
      in.resize(entries.size()), out.resize(entries.size());
      for (int i = 0; i < z; ++i) {
        double* said = message.data() + graph.starts[r] * z + i;
        for (std::size_t j = 0; j < entries.size(); ++j) in[j] = sum[place(entries[j], i)] - said[j * z];
        rule.sum_product ? sum_product(in, out) : min_sum(rule, in, out);
        for (std::size_t j = 0; j < entries.size(); ++j) {
          said[j * z] = out[j];
          sum[place(entries[j], i)] = in[j] + out[j];
        }
      }
    }
    ++report.iterations;
    report.parity_ok = true;
    for (int r = 0; r < n_row && report.parity_ok; ++r)
      for (int i = 0; i < z; ++i) {
        bool odd = false;
        for (const BaseGraph::Entry& e : graph.row(r)) odd ^= sum[place(e, i)] < 0.0;
        report.parity_ok &= !odd;
      }
  }
  for (std::size_t k = 0; k < info.size(); ++k) info[k] = sum[k] < 0.0 ? 1 : 0;
  report.crc_ok = report.parity_ok && (!crc || crc_holds(*crc, info));
  return report;
}

}  // namespace ohmimo::coding
