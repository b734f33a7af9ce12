// Received samples as the words that a radio unit sends over its fronthaul: 16 bits after an automatic gain, compressed
// by the resource block. What the words lose is what BER over a fronthaul pays for.
#pragma once
#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "apps/fronthaul/iq_format.hpp"
#include "phy/batch.hpp"
#include "phy/estimation/estimator_input.hpp"

namespace ohmimo {

struct WordFormat {
  fronthaul::IqFormat iq;
  double headroom_db = 18.0;  // of I or Q: from its rms value to full scale, 2^15
};

// Used by one thread at a time.
class SampleWords {
 public:
  SampleWords(const WordFormat& format, int n_user);

  // Sets the gain, for users of unit power over channels of unit mean power: E|y|^2 = n_user + noise_var. Both ends of
  // a link know it, since both know the configuration.
  void set_noise_var(double noise_var);
  double gain() const { return gain_; }  // words per unit of y

  // I and Q of the channels of y [n][n_rx][1] at one antenna, rounded to the nearest word and cut at full scale. words
  // has 2 n elements.
  void to_words(const MatrixBatch& y, std::size_t rx, std::span<std::int16_t> words);
  void to_words(const PilotsReceived& pilots, std::size_t pilot, std::size_t rx, std::span<std::int16_t> words);
  // The way back.
  void to_samples(std::span<const std::int16_t> words, std::size_t rx, MatrixBatch& y) const;
  void to_samples(std::span<const std::int16_t> words, std::size_t pilot, std::size_t rx, PilotsReceived& pilots) const;

  // There and back through the compression, in place. Channels are whole resource blocks.
  void quantise(MatrixBatch& y);
  void quantise(PilotsReceived& pilots);

  std::uint64_t n_word() const { return n_word_; }  // since the beginning
  std::uint64_t n_cut() const { return n_cut_; }    // of them beyond full scale

 private:
  std::int16_t word(float value);

  WordFormat format_;
  int n_user_;
  double gain_ = 1.0;
  float to_word_ = 1.f, to_unit_ = 1.f;
  std::uint64_t n_word_ = 0, n_cut_ = 0;
  std::vector<std::int16_t> words_;
};

}  // namespace ohmimo
