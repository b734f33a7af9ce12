#include "apps/studies/loss/channel_loss.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include "apps/link/link_frame.hpp"
#include "apps/link/workers.hpp"
#include "apps/theory/theory.hpp"
#include "phy/units.hpp"
#include "rram/cells/mapping.hpp"
#include "rram/solver.hpp"

namespace ohmimo::loss {
namespace {

// One channel per frame, the digital detector first, then every cycle of the analogue one.
LinkConfig loss_link(const LossConfig& config) {
  LinkConfig link = config.link;
  if (!link.uplink.csi.is_perfect())  // the exact BER of a channel is that of a known one
    throw std::invalid_argument("csi must be perfect for loss, got " + link.uplink.csi.text);
  link.uplink.n_channel = 1;
  link.uplink.n_vector = config.n_vector;
  DetectorConfig digital, analogue;
  digital.name = detector_row(config.analogue).counterpart;
  analogue.name = config.analogue;
  analogue.solver = config.solver;
  analogue.cycles.resize(config.max_cycles);
  std::iota(analogue.cycles.begin(), analogue.cycles.end(), 1);
  link.detectors = {digital, analogue};
  return link;
}

// Runs work(k) for k = 0..n-1, each on one of the threads. Throws what one of them threw.
template <class MakeWork>
void for_each_channel(int n, int threads, const MakeWork& make_work) {
  std::atomic<int> next = 0;
  std::mutex failing;
  std::exception_ptr failure;
  {
    const std::vector<std::jthread> pool = start_workers(threads, [&] {
      try {
        auto work = make_work();
        for (int k = next++; k < n; k = next++) work(k);
      } catch (...) {
        const std::lock_guard lock(failing);
        failure = std::current_exception();
        next = n;
      }
    });
  }
  if (failure) std::rethrow_exception(failure);
}

// Post-detection SNRs at Es/N0 = es_n0: ZF es_n0/[G^-1]_kk; MMSE 1/(N0 [(G + N0 I)^-1]_kk) - 1.
std::vector<double> post_snr(const arma::cx_mat& gram, double es_n0, bool regularised) {
  const double ridge = regularised ? 1.0 / es_n0 : 0.0;
  const arma::cx_mat inverse = arma::inv(gram + ridge * arma::eye<arma::cx_mat>(gram.n_rows, gram.n_rows));
  std::vector<double> snr;
  for (arma::uword k = 0; k < gram.n_rows; ++k) snr.push_back(es_n0 / inverse(k, k).real() - (regularised ? 1.0 : 0.0));
  return snr;
}

int cycles_needed(const std::vector<double>& ber, double target) {
  int needed = static_cast<int>(ber.size()) + 1;
  while (needed > 1 && ber[needed - 2] <= target) --needed;
  return needed;
}

bool is_interrupted(const LossConfig& config) {
  return config.interrupt != nullptr && *config.interrupt;
}

// Draws channel number k and finds its digital operating point; then counts errors there.
class ChannelStudy {
 public:
  explicit ChannelStudy(const LossConfig& config)
      : config_(config),
        regularised_(detector_row(config.analogue).adds_noise_to_gram),
        link_(loss_link(config)),
        uplink_(link_.uplink, link_.constellation),
        frame_(link_) {}

  ChannelLoss run(std::uint32_t number) {
    const FrameId id{config_.seed, 0, number};
    UplinkFrame frame;
    FrameTruth truth;
    uplink_.generate(id, 1.0, frame, truth);
    const arma::cx_mat h = frame.h.matrix(0), gram = h.t() * h;
    const int bits = link_.constellation.bits_per_symbol;
    const auto exact = [&](double es_n0) { return ber_given_sinr(bits, post_snr(gram, es_n0, regularised_)); };
    ChannelLoss loss;
    loss.es_n0_db = required_es_n0_db(exact, config_.target_ber);
    const double es_n0 = linear_from_db(loss.es_n0_db + config_.loss_db);
    arma::cx_mat a = gram;
    if (regularised_) a.diag() += 1.0 / es_n0;
    loss.condition = arma::cond(rram::embed_complex(a));  // as in linear_system.cpp: zheev is not to be trusted
    RngStream device(id, Purpose::device_program, 0);
    loss.spectral_radius = rram::program(rram::embed_complex(a), config_.solver, device).spectral_radius();
    frame_.run(id, 1.0 / es_n0, count_);
    for (std::size_t k = 1; k < count_.counts.size(); ++k) {
      const double extra =
          static_cast<double>(count_.counts[k].bit_errors) - static_cast<double>(count_.counts[0].bit_errors);
      loss.ber.push_back(exact(es_n0) + extra / static_cast<double>(count_.counts[0].bits));
    }
    loss.cycles = cycles_needed(loss.ber, config_.target_ber);
    return loss;
  }

 private:
  const LossConfig& config_;
  bool regularised_;
  LinkConfig link_;
  Uplink uplink_;
  LinkFrame frame_;
  FrameCount count_;
};

}  // namespace

LossConfig loss_config(const Run& run, double target_ber) {
  LossConfig config;
  config.link = run.link;
  config.solver = run.solver();
  config.target_ber = target_ber;
  const double bits_per_vector = run.shape.n_user * run.shape.bits_per_symbol;
  config.n_vector = std::clamp(static_cast<int>(200.0 / (target_ber * bits_per_vector)), 200, 200000);
  config.seed = run.id.seed;
  config.threads = run.threads;
  return config;
}

std::vector<ChannelLoss> channel_losses(const LossConfig& config) {
  std::vector<ChannelLoss> losses(config.n_channel);
  std::vector<char> done(config.n_channel, 0);
  std::mutex counting;
  std::size_t n_done = 0;
  for_each_channel(config.n_channel, config.threads, [&] {
    return [&, study = std::make_shared<ChannelStudy>(config)](int k) {
      if (is_interrupted(config)) return;
      losses[k] = study->run(static_cast<std::uint32_t>(k));
      done[k] = 1;
      const std::lock_guard lock(counting);
      ++n_done;
      if (config.progress) config.progress(n_done);
    };
  });
  losses.resize(static_cast<std::size_t>(std::ranges::find(done, 0) - done.begin()));
  return losses;
}

std::optional<EnsembleLoss> ensemble_loss(const LossConfig& config) {
  const LinkConfig link = loss_link(config);
  const int bits = link.constellation.bits_per_symbol;
  const std::vector<double> gains = user_gains(link.uplink.n_user, link.uplink.user_spread_db);
  const auto exact = [&](double es_n0) { return ber_zf_rayleigh(bits, gains, link.uplink.n_rx, es_n0); };
  EnsembleLoss loss;
  loss.es_n0_db = required_es_n0_db(exact, config.target_ber);
  const double es_n0 = linear_from_db(loss.es_n0_db + config.loss_db);
  // Extra errors of each channel over the digital detector, per cycle: their mean and its deviation over channels.
  LossConfig narrow = config;
  narrow.n_vector = 14;
  const int n_channel = config.n_channel * config.n_vector / narrow.n_vector;
  std::vector<std::vector<double>> extra(n_channel);
  double bits_per_channel = 0.0;
  for_each_channel(n_channel, config.threads, [&] {
    return [&, frame = std::make_shared<LinkFrame>(loss_link(narrow)), count = FrameCount()](int k) mutable {
      if (is_interrupted(config)) return;
      frame->run({config.seed, 1, static_cast<std::uint32_t>(k)}, 1.0 / es_n0, count);
      for (std::size_t c = 1; c < count.counts.size(); ++c)
        extra[k].push_back(static_cast<double>(count.counts[c].bit_errors) -
                           static_cast<double>(count.counts[0].bit_errors));
    };
  });
  if (is_interrupted(config)) return std::nullopt;
  bits_per_channel = static_cast<double>(narrow.n_vector) * link.uplink.n_user * bits;
  std::vector<double> safe;
  for (int c = 0; c < config.max_cycles; ++c) {
    double sum = 0.0, squares = 0.0;
    for (const auto& e : extra) {
      sum += e[c];
      squares += e[c] * e[c];
    }
    const double mean = sum / n_channel, variance = (squares / n_channel - mean * mean) / n_channel;
    loss.ber.push_back(exact(es_n0) + mean / bits_per_channel);
    loss.ber_err.push_back(std::sqrt(std::max(variance, 0.0)) / bits_per_channel);
    safe.push_back(loss.ber.back() + 2.0 * loss.ber_err.back());
  }
  loss.cycles = cycles_needed(safe, config.target_ber);
  return loss;
}

}  // namespace ohmimo::loss
