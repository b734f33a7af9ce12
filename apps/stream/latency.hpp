// How long things take: percentiles in fixed memory.
#pragma once
#include <array>
#include <cstdint>

namespace ohmimo::stream {

// Bins from 1 us to 100 s, each 2 % wide: so exact are the percentiles. The longest time is kept as it is.
class LatencyHistogram {
 public:
  void add(double microseconds);
  LatencyHistogram& operator+=(const LatencyHistogram& other);
  // What was counted after earlier, a state of this same histogram; its longest time is that of the last bin in use.
  LatencyHistogram since(const LatencyHistogram& earlier) const;
  void clear() { *this = LatencyHistogram(); }

  std::uint64_t count() const { return count_; }
  double percentile_us(double share) const;  // share from 0 to 1; 0 where nothing was counted
  double longest_us() const { return longest_us_; }

 private:
  static constexpr std::size_t n_bin = 932;  // log(1e8) / log(1.02)
  std::array<std::uint64_t, n_bin> bins_{};
  std::uint64_t count_ = 0;
  double longest_us_ = 0.0;
};

}  // namespace ohmimo::stream
