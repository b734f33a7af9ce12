// What constellations, error vectors and soft bits look like: of every curve and user of a stream.
#pragma once
#include <array>
#include <complex>
#include <cstdint>
#include <vector>

#include "detector/detector.hpp"
#include "phy/frame.hpp"
#include "phy/modulation/constellation.hpp"

namespace ohmimo::stream {

// Soft bits times the sign of what was sent: right ones are positive. The outermost bins hold all beyond.
struct LlrHistogram {
  static constexpr int n_bin = 60;
  static constexpr double lowest = -30.0, step = 1.0;
  std::array<std::uint64_t, n_bin> counts{};

  void add(float llr);
  LlrHistogram& operator+=(const LlrHistogram& other);
};

struct UserQuality {
  double error_power = 0.0;    // sum of |x_hat - x|^2, x of unit mean power
  std::uint64_t n_symbol = 0;  // in it
  LlrHistogram llr;

  double evm() const;  // rms, of 1
};

struct QualityRules {
  std::size_t n_point = 200;  // kept per curve and user for the constellation; 0 = none
  bool soft_bits = false;     // of one block of 16 channels a piece; needs the error variance of the detectors
};

// Used by one thread at a time. Symbols that a detector gives no finite estimate of count for 0.
class SignalQuality {
 public:
  using Rules = QualityRules;

  SignalQuality(std::size_t n_curve, std::size_t n_user, const Constellation& constellation, const Rules& rules);

  void begin_slot();  // points are those of one slot
  void add(std::size_t curve, const Estimate& estimate, const FrameTruth& truth);
  void merge(const SignalQuality& other);  // sums; the points are those of the other
  void clear();

  std::size_t n_user() const { return n_user_; }
  const UserQuality& of(std::size_t curve, std::size_t user) const { return users_[curve * n_user_ + user]; }
  UserQuality of_curve(std::size_t curve) const;  // all users together
  const std::vector<std::complex<float>>& points(std::size_t curve, std::size_t user) const {
    return points_[curve * n_user_ + user];
  }

 private:
  void add_errors(const Estimate& estimate, const FrameTruth& truth, std::size_t user, UserQuality& quality) const;
  void add_points(const Estimate& estimate, std::size_t user, std::vector<std::complex<float>>& points) const;
  void add_soft_bits(std::size_t curve, const Estimate& estimate, const FrameTruth& truth);

  std::size_t n_user_;
  Constellation constellation_;
  Rules rules_;
  std::vector<UserQuality> users_;                        // [curve][user]
  std::vector<std::vector<std::complex<float>>> points_;  // [curve][user]
};

}  // namespace ohmimo::stream
