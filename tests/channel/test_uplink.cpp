// The channel generator: powers, correlation, spread, noise, and the SNR that comes out against the SNR that was asked
// for.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "channel/uplink.hpp"
#include "phy/units.hpp"
#include "tests/about.hpp"

namespace test_uplink {

using namespace ohmimo;

struct Draw {
  UplinkFrame frame;
  FrameTruth truth;
};

Draw draw(const UplinkConfig& config, const FrameId& id, double noise_var, std::string_view modulation = "16qam") {
  Draw d;
  Uplink(config, make_constellation(modulation)).generate(id, noise_var, d.frame, d.truth);
  return d;
}

double power(const arma::cx_mat& m) {
  return arma::accu(arma::square(arma::abs(m))) / static_cast<double>(m.n_elem);
}

TEST_CASE("measured SNR is the SNR asked for, in all four definitions") {
  const UplinkConfig config{32, 4, 2048, 1, {}, 6.0, false};
  const LinkShape shape{32, 4, 4};
  for (SnrKind kind : {SnrKind::es_n0_user, SnrKind::rx_antenna, SnrKind::eb_n0_user, SnrKind::array}) {
    const double noise_var = noise_var_from_snr_db(3.0, kind, shape);
    const Draw d = draw(config, {1, 0, 0}, noise_var);
    double signal = 0.0, noise = 0.0;
    for (std::size_t c = 0; c < 2048; ++c) {
      const arma::cx_mat clean = d.frame.h.matrix(c) * d.truth.x.matrix(c);
      signal += power(clean) / 2048;
      noise += power(d.frame.y.matrix(c) - clean) / 2048;
    }
    // signal is the power of all users at one antenna: the definition `rx`. 2048 channels of 4 users: well below 0.1
    // dB.
    const double measured_db = convert_snr_db(db_from_linear(signal / noise), SnrKind::rx_antenna, kind, shape);
    CHECK(std::abs(measured_db - 3.0) < 0.1);
    CHECK(std::abs(convert_snr_db(measured_db, kind, SnrKind::es_n0_user, {32, 5, 4}) -
                   convert_snr_db(3.0, kind, SnrKind::es_n0_user, shape)) > (kind == SnrKind::rx_antenna ? 0.5 : -1.0));
  }
}

TEST_CASE("definitions of SNR by hand: 128 x 8, 16-QAM, Es/N0 = -4 dB") {
  const LinkShape shape{128, 8, 4};
  CHECK(convert_snr_db(-4.0, SnrKind::es_n0_user, SnrKind::rx_antenna, shape) == about(5.0309, 1e-5));
  CHECK(convert_snr_db(-4.0, SnrKind::es_n0_user, SnrKind::eb_n0_user, shape) == about(-10.0206, 1e-5));
  CHECK(convert_snr_db(-4.0, SnrKind::es_n0_user, SnrKind::array, shape) == about(17.0721, 1e-5));
  CHECK(noise_var_from_snr_db(-4.0, SnrKind::es_n0_user, shape) == about(2.511886, 1e-6));
  CHECK_THROWS_AS(snr_kind_from_name("snr"), std::invalid_argument);
  for (SnrKind kind : {SnrKind::es_n0_user, SnrKind::rx_antenna, SnrKind::eb_n0_user, SnrKind::array})
    CHECK(snr_kind_from_name(snr_kind_name(kind)) == kind);
}

TEST_CASE("channel and noise are the normal numbers of their streams, of the variance asked for") {
  const UplinkConfig config{6, 3, 20, 5, {}, 0.0, false};
  Draw d;
  Uplink(config, make_constellation("qpsk")).draw({6, 1, 2}, 0.3, d.frame, d.truth);  // y is the noise alone
  const auto check = [](const MatrixBatch& batch, Purpose purpose, double variance) {
    RngStream stream({6, 1, 2}, purpose);
    std::vector<float> row(batch.cols() * 2 * n_lane);
    for (std::size_t b = 0; b < batch.n_block(); ++b)
      for (std::size_t r = 0; r < batch.rows(); ++r) {
        stream.fill_normal(row, 1.f);
        const float* found = batch.block(b).data + r * batch.block(b).stride;
        for (std::size_t k = 0; k < row.size(); ++k)  // four roundings to float
          CHECK(found[k] == about(std::sqrt(variance / 2) * row[k], 4 * 0x1p-24));
      }
  };
  check(d.frame.h, Purpose::channel, 1.0);
  check(d.frame.y, Purpose::noise, 0.3);
}

TEST_CASE("i.i.d. Rayleigh entries have unit power and are uncorrelated; exponential ones follow rho^|a-b|") {
  for (double rho : {0.0, 0.7}) {
    const UplinkConfig config{8, 2, 4096, 1, {"", exponential_rayleigh(rho)}, 0.0, false};
    const Draw d = draw(config, {2, 0, 0}, 1.0);
    arma::cx_mat r(8, 8, arma::fill::zeros);
    for (std::size_t c = 0; c < 4096; ++c) r += d.frame.h.matrix(c) * d.frame.h.matrix(c).t() / 8192.0;
    for (int a = 0; a < 8; ++a)
      for (int b = 0; b < 8; ++b)
        CHECK(std::abs(r(a, b) - std::pow(rho, std::abs(a - b))) <
              5.0 / std::sqrt(8192.0));  // sample covariance of 8192
  }
}

TEST_CASE("user gains span the spread and have mean 1") {
  const std::vector<double> gain = user_gains(5, 20.0);
  CHECK(db_from_linear(gain.front() / gain.back()) == about(20.0));
  CHECK(db_from_linear(gain[0] / gain[1]) == about(5.0));
  CHECK((gain[0] + gain[1] + gain[2] + gain[3] + gain[4]) / 5 == about(1.0));
  CHECK(user_gains(1, 20.0) == std::vector<double>{1.0});
  const UplinkConfig config{64, 5, 512, 1, {}, 20.0, false};
  const Draw d = draw(config, {3, 0, 0}, 1.0);
  arma::rowvec seen(5, arma::fill::zeros);
  for (std::size_t c = 0; c < 512; ++c) seen += arma::mean(arma::square(arma::abs(d.frame.h.matrix(c))), 0) / 512;
  for (int u = 0; u < 5; ++u) CHECK(seen(u) == about(gain[u], 5.0 / std::sqrt(64.0 * 512)));
}

TEST_CASE("labels and points of the truth agree") {
  const Constellation c = make_constellation("64qam");
  const UplinkConfig config{4, 3, 20, 5, {}, 0.0, false};
  const Draw d = draw(config, {4, 0, 0}, 1.0, "64qam");
  for (std::size_t channel = 0; channel < 20; ++channel)
    for (std::size_t u = 0; u < 3; ++u)
      for (std::size_t v = 0; v < 5; ++v) {
        const std::uint16_t label = d.truth.symbols.at(channel / n_lane, u, v)[channel % n_lane];
        CHECK(std::abs(c.points[nr_label_from_axis(6, label)] - d.truth.x.get(channel, u, v)) < 1e-6f);
      }
}

TEST_CASE("frames are named: equal names give equal frames, the channel does not depend on the noise") {
  const UplinkConfig config{6, 2, 17, 3, {}, 0.0, false};
  const Draw a = draw(config, {5, 1, 2}, 0.5), b = draw(config, {5, 1, 2}, 0.5), c = draw(config, {5, 1, 3}, 0.5),
             d = draw(config, {5, 1, 2}, 2.0);
  CHECK(arma::approx_equal(a.frame.y.matrix(16), b.frame.y.matrix(16), "absdiff", 0.0));
  CHECK(!arma::approx_equal(a.frame.h.matrix(16), c.frame.h.matrix(16), "absdiff", 0.1));
  CHECK(arma::approx_equal(a.frame.h.matrix(16), d.frame.h.matrix(16), "absdiff", 0.0));
}

TEST_CASE("a fixed channel is the same at every frame and point, its bits and noise are not") {
  const UplinkConfig config{6, 2, 1, 3, {}, 0.0, true};
  const Draw a = draw(config, {5, 1, 2}, 0.5), b = draw(config, {5, 4, 7}, 0.5),
             other_seed = draw(config, {6, 1, 2}, 0.5);
  CHECK(arma::approx_equal(a.frame.h.matrix(0), b.frame.h.matrix(0), "absdiff", 0.0));
  CHECK(!arma::approx_equal(a.frame.y.matrix(0), b.frame.y.matrix(0), "absdiff", 0.1));
  CHECK(!arma::approx_equal(a.frame.h.matrix(0), other_seed.frame.h.matrix(0), "absdiff", 0.1));
}

TEST_CASE("a specification is the model that it names, with its parameters") {
  const auto drawn = [](const ChannelSpec& channel) {
    return draw({6, 2, 17, 1, channel, 0.0, false}, {5, 1, 2}, 0.5).frame.h.matrix(16);
  };
  const auto same = [](const arma::cx_mat& a, const arma::cx_mat& b) {
    return arma::approx_equal(a, b, "absdiff", 0.0);
  };
  const arma::cx_mat correlated = drawn(channel_spec("exp:0.7"));
  CHECK(same(drawn(channel_spec("rayleigh")), drawn({})));
  CHECK(same(correlated, drawn({"", exponential_rayleigh(0.7)})));
  CHECK_FALSE(same(correlated, drawn({"", exponential_rayleigh(0.6)})));
  CHECK_FALSE(same(correlated, drawn({})));
  CHECK(channel_spec("exp:0.7").text == "exp:0.7");
}

TEST_CASE("what is known of a model follows from its parameters") {
  CHECK(channel_spec("rayleigh").law.iid);
  CHECK(channel_spec("rayleigh").law.make_gram_factor);
  CHECK(channel_spec("exp:0").law.iid);
  CHECK_FALSE(channel_spec("exp:0.7").law.iid);
  CHECK_FALSE(channel_spec("exp:0.7").law.make_gram_factor);
  CHECK(ChannelSpec().text == channel_rows().front().form);
}

TEST_CASE("wrong specifications are refused in one sentence") {
  for (const char* wrong : {"exp:1", "exp:-0.1", "exp:", "exp:nan", "exp:0.5x", "exp:0.5:", "exp",
                            "rayleigh:", "rayleigh:1", "rician", "Rayleigh", ":", ""})
    CHECK_THROWS_AS(channel_spec(wrong), std::invalid_argument);
  for (const char* wrong : {"error:", "error", "error:x", "error:nan", "error:1e9", "error:-31", "Perfect", ""})
    CHECK_THROWS_AS(csi_spec(wrong), std::invalid_argument);
  CHECK_THROWS_WITH(csi_spec("mmse"), "csi must be perfect, ls, lmmse, lmmse-robust or error:DB, got \"mmse\"");
  CHECK_THROWS_WITH(csi_spec("error:300"), "csi error must be from 0 to 200 dB, got 300");
}

TEST_CASE("Bartlett's factor gives the law of the Gram matrix") {
  // Same moments and same distribution of the smallest eigenvalue and of one diagonal element, physical against factor.
  const int n_rx = 12, n_user = 3, n = 4096;
  UplinkConfig physical{n_rx, n_user, n, 1, {}, 6.0, false}, factor = physical;
  factor.exact_statistics = true;
  const Draw a = draw(physical, {9, 0, 0}, 1.0), b = draw(factor, {10, 0, 0}, 1.0);
  CHECK(b.frame.h.rows() == 3);
  CHECK(b.frame.y.rows() == 3);
  arma::vec smallest[2] = {arma::vec(n), arma::vec(n)}, weakest[2] = {arma::vec(n), arma::vec(n)};
  arma::cx_mat mean[2] = {arma::cx_mat(3, 3, arma::fill::zeros), arma::cx_mat(3, 3, arma::fill::zeros)};
  for (int c = 0; c < n; ++c)
    for (int k : {0, 1}) {
      const arma::cx_mat h = (k == 0 ? a : b).frame.h.matrix(c), g = h.t() * h;
      smallest[k](c) = arma::eig_sym(g).min();
      weakest[k](c) = g(2, 2).real();
      mean[k] += g / n;
    }
  CHECK(arma::abs(mean[0] - mean[1]).max() < 6.0 * std::sqrt(12.0 * 4.0 / n));  // elements deviate by < sqrt(n_rx) gain
  // Two-sample Kolmogorov-Smirnov: P(D > 1.95 sqrt(2/n)) = 0.001.
  const auto distance = [&](arma::vec p, arma::vec q) {
    p = arma::sort(p);
    q = arma::sort(q);
    double largest = 0.0;
    for (arma::uword i = 0, j = 0; i < p.n_elem && j < q.n_elem;) {
      (p(i) <= q(j) ? i : j) += 1;
      largest = std::max(largest, std::abs(static_cast<double>(i) - static_cast<double>(j)) / n);
    }
    return largest;
  };
  const double limit = 1.95 * std::sqrt(2.0 / n);
  CHECK(distance(smallest[0], smallest[1]) < limit);
  CHECK(distance(weakest[0], weakest[1]) < limit);
  CHECK(distance(smallest[0], 1.1 * smallest[1]) > limit);  // a factor of 10 % wrong in power is seen
  CHECK_THROWS_AS(Uplink({4, 2, 16, 1, channel_spec("exp:0.5"), 0.0, false, true}, make_constellation("qpsk")),
                  std::invalid_argument);
  CHECK_THROWS_AS(Uplink({2, 4, 16, 1, {}, 0.0, false, true}, make_constellation("qpsk")), std::invalid_argument);
}

}  // namespace test_uplink
