#include "apps/link/sample_words.hpp"

#include <algorithm>
#include <cmath>

#include "apps/fronthaul/compression.hpp"

namespace ohmimo {
namespace {

constexpr float lowest = -32768.f, highest = 32767.f;

// To the nearest integer, ties to even, for |value| < 2^22: the sum has no place for fractions.
float to_nearest(float value) {
  constexpr float shift = 12582912.f;  // 1.5 * 2^23
  return (value + shift) - shift;
}

}  // namespace

SampleWords::SampleWords(const WordFormat& format, int n_user) : format_(format), n_user_(n_user) {}

void SampleWords::set_noise_var(double noise_var) {
  const double rms = std::sqrt((n_user_ + noise_var) / 2);
  gain_ = 32768.0 * std::pow(10.0, -format_.headroom_db / 20) / rms;
  to_word_ = static_cast<float>(gain_);
  to_unit_ = static_cast<float>(1.0 / gain_);
}

// A sample that is no number becomes the lowest word.
inline std::int16_t SampleWords::word(float value) {
  const float scaled = value * to_word_;
  const float held = scaled >= lowest ? std::min(scaled, highest) : lowest;
  n_cut_ += held == scaled ? 0 : 1;
  return static_cast<std::int16_t>(to_nearest(held));
}

void SampleWords::to_words(const MatrixBatch& y, std::size_t rx, std::span<std::int16_t> words) {
  for (std::size_t first = 0; first < y.n_channel(); first += n_lane) {
    const ConstBlockView block = y.block(first / n_lane);
    const float* lanes = block.data + rx * block.stride;
    const std::size_t n = std::min(n_lane, y.n_channel() - first);
    for (std::size_t l = 0; l < n; ++l) {
      words[2 * (first + l)] = word(lanes[l]);
      words[2 * (first + l) + 1] = word(lanes[n_lane + l]);
    }
  }
  n_word_ += 2 * y.n_channel();
}

void SampleWords::to_words(const PilotsReceived& pilots, std::size_t pilot, std::size_t rx,
                           std::span<std::int16_t> words) {
  for (std::size_t k = 0; k < pilots.n_subcarrier; ++k) {
    const std::complex<float> y = pilots.at(pilot, k)[rx];
    words[2 * k] = word(y.real());
    words[2 * k + 1] = word(y.imag());
  }
  n_word_ += 2 * pilots.n_subcarrier;
}

void SampleWords::to_samples(std::span<const std::int16_t> words, std::size_t rx, MatrixBatch& y) const {
  for (std::size_t first = 0; first < y.n_channel(); first += n_lane) {
    const BlockView block = y.block(first / n_lane);
    float* lanes = block.data + rx * block.stride;
    const std::size_t n = std::min(n_lane, y.n_channel() - first);
    for (std::size_t l = 0; l < n; ++l) {
      lanes[l] = to_unit_ * static_cast<float>(words[2 * (first + l)]);
      lanes[n_lane + l] = to_unit_ * static_cast<float>(words[2 * (first + l) + 1]);
    }
  }
}

void SampleWords::to_samples(std::span<const std::int16_t> words, std::size_t pilot, std::size_t rx,
                             PilotsReceived& pilots) const {
  for (std::size_t k = 0; k < pilots.n_subcarrier; ++k)
    pilots.at(pilot, k)[rx] = {to_unit_ * static_cast<float>(words[2 * k]),
                               to_unit_ * static_cast<float>(words[2 * k + 1])};
}

void SampleWords::quantise(MatrixBatch& y) {
  words_.resize(2 * y.n_channel());
  for (std::size_t rx = 0; rx < y.rows(); ++rx) {
    to_words(y, rx, words_);
    fronthaul::quantise(format_.iq, words_);
    to_samples(words_, rx, y);
  }
}

void SampleWords::quantise(PilotsReceived& pilots) {
  words_.resize(2 * pilots.n_subcarrier);
  for (std::size_t pilot = 0; pilot < pilots.n_pilot; ++pilot)
    for (std::size_t rx = 0; rx < pilots.n_rx; ++rx) {
      to_words(pilots, pilot, rx, words_);
      fronthaul::quantise(format_.iq, words_);
      to_samples(words_, pilot, rx, pilots);
    }
}

}  // namespace ohmimo
