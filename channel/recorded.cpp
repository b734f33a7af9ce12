#include "channel/recorded.hpp"

#include <fmt/format.h>
#include <liquid/liquid.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "phy/grid/slot_grid.hpp"

namespace ohmimo {
namespace {

using Record = std::shared_ptr<const ChannelRecord>;

void require_shape(const ChannelRecord& record, const ChannelShape& shape) {
  if (record.n_rx == static_cast<std::size_t>(shape.n_rx) && record.n_user == static_cast<std::size_t>(shape.n_user))
    return;
  throw std::invalid_argument(fmt::format("rx and users must be {} and {}, as the channel file has them, got {} and {}",
                                          record.n_rx, record.n_user, shape.n_rx, shape.n_user));
}

class RecordedMatrices final : public FadingModel {
 public:
  explicit RecordedMatrices(Record record) : record_(std::move(record)) {}

  void draw(const FrameId& id, MatrixBatch& h) override {
    const std::uint64_t first = std::uint64_t{id.frame} * h.n_channel();
    for (std::size_t c = 0; c < h.n_channel(); ++c) {
      const std::complex<float>* from = record_->matrix((first + c) % record_->n_matrix());
      for (std::size_t row = 0; row < h.rows(); ++row)
        for (std::size_t col = 0; col < h.cols(); ++col) h.set(c, row, col, *from++);
    }
  }

 private:
  Record record_;
};

std::string read_as(const ChannelRecord& record) {
  return record.read_as.empty() ? "" : "; " + record.read_as;
}

std::string slots_text(const ChannelRecord& record) {
  return fmt::format("{} slot(s) of a file in order, then again from the first{}", record.n_slot, read_as(record));
}

class RecordedPaths final : public PathModel {
 public:
  explicit RecordedPaths(Record record) : record_(std::move(record)) {}

  void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) override {
    const ChannelRecord& r = *record_;
    const std::size_t slot = id.frame % r.n_slot, n_row = r.n_user * r.n_path;
    paths.resize(r.n_rx, r.n_user, r.n_path, time_s.size());
    std::copy_n(r.delay_s.begin() + static_cast<std::ptrdiff_t>(slot * n_row), n_row, paths.delay_s.begin());
    std::ranges::fill(paths.doppler_hz, 0.0);
    const std::complex<float>* gains = r.gain.data() + slot * n_row * r.n_rx;
    for (std::size_t t = 0; t < time_s.size(); ++t)
      std::copy_n(gains, n_row * r.n_rx, paths.gain.begin() + static_cast<std::ptrdiff_t>(t * n_row * r.n_rx));
    for (std::size_t row = 0; row < n_row; ++row) {
      double sum = 0.0;
      for (std::size_t rx = 0; rx < r.n_rx; ++rx) sum += std::norm(gains[row * r.n_rx + rx]);
      paths.power[row] = sum / static_cast<double>(r.n_rx);
    }
  }

  std::string summary() const override { return "paths, constant over a slot, of " + slots_text(*record_); }

 private:
  Record record_;
};

// The subcarriers of the file as they are. Whoever asks for delays gets K paths at multiples of 1 / (K scs), which
// would give the same subcarriers; their powers are those of the first time, over all antennas.
class RecordedGrid final : public PathModel {
 public:
  explicit RecordedGrid(Record record)
      : record_(std::move(record)),
        times_s_(SlotGrid{.scs_khz = static_cast<int>(std::lround(record_->scs_hz / 1e3)),
                          .n_symbol = static_cast<int>(record_->n_symbol)}
                     .symbol_times_s()),
        frequency_(record_->n_subcarrier),
        delay_(record_->n_subcarrier),
        inverse_(fft_create_plan(static_cast<unsigned>(record_->n_subcarrier), frequency_.data(), delay_.data(),
                                 LIQUID_FFT_BACKWARD, 0)) {}
  ~RecordedGrid() override { fft_destroy_plan(inverse_); }
  RecordedGrid(const RecordedGrid&) = delete;
  RecordedGrid& operator=(const RecordedGrid&) = delete;

  void draw(const FrameId& id, std::span<const double> time_s, PathSet& paths) override {
    const ChannelRecord& r = *record_;
    const std::size_t n = r.n_subcarrier, slot = id.frame % r.n_slot;
    paths.resize(r.n_rx, r.n_user, n, time_s.size());
    std::ranges::fill(paths.doppler_hz, 0.0);
    paths.sampled_hz = r.scs_hz;
    for (std::size_t row = 0; row < r.n_user * n; ++row)
      paths.delay_s[row] = static_cast<double>(row % n) / (static_cast<double>(n) * r.scs_hz);
    for (std::size_t t = 0; t < time_s.size(); ++t) draw_symbol(slot, symbol_at(time_s[t]), t, paths);
    set_powers(paths);
  }

  std::string summary() const override {
    return fmt::format("{} subcarriers and {} symbol(s) of {}", record_->n_subcarrier, record_->n_symbol,
                       slots_text(*record_));
  }

 private:
  // The symbol of the file that is nearest in time.
  std::size_t symbol_at(double time_s) const {
    const auto nearer = [time_s](double a, double b) { return std::abs(a - time_s) < std::abs(b - time_s); };
    return static_cast<std::size_t>(std::ranges::min_element(times_s_, nearer) - times_s_.begin());
  }

  void draw_symbol(std::size_t slot, std::size_t symbol, std::size_t time, PathSet& paths) {
    const ChannelRecord& r = *record_;
    const std::size_t n = r.n_subcarrier;
    const std::complex<float>* from = r.matrix((slot * r.n_symbol + symbol) * n);
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t rx = 0; rx < r.n_rx; ++rx)
        for (std::size_t user = 0; user < r.n_user; ++user) paths.gains(time, user, k)[rx] = *from++;
  }

  void set_powers(PathSet& paths) {
    const std::size_t n = paths.n_path, half = n / 2;
    const double all = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(paths.n_rx);
    std::ranges::fill(paths.power, 0.0);
    for (std::size_t user = 0; user < paths.n_user; ++user)
      for (std::size_t rx = 0; rx < paths.n_rx; ++rx) {
        for (std::size_t k = 0; k < n; ++k) frequency_[(k + n - half) % n] = paths.gains(0, user, k)[rx];
        fft_execute(inverse_);
        for (std::size_t path = 0; path < n; ++path)
          paths.power[paths.row(user, path)] += std::norm(delay_[path]) / all;
      }
  }

  Record record_;
  std::vector<double> times_s_;  // of the symbols of the file
  std::vector<std::complex<float>> frequency_, delay_;
  fftplan inverse_;
};

template <class Model>
PathMaker path_maker(Record record) {
  return [record = std::move(record)](const ChannelShape& shape) -> std::unique_ptr<PathModel> {
    require_shape(*record, shape);
    return std::make_unique<Model>(record);
  };
}

}  // namespace

double mean_power(const ChannelRecord& record) {
  const std::vector<std::complex<float>>& values = record.has_paths() ? record.gain : record.h;
  double sum = 0.0;
  for (const std::complex<float>& value : values) sum += std::norm(std::complex<double>(value));
  const std::size_t paths = record.has_paths() ? record.n_path : 1;
  return sum * static_cast<double>(paths) / static_cast<double>(values.size());
}

void normalise(bool keep_gain, ChannelRecord& record) {
  const double power = mean_power(record);
  if (!(power > 0.0) || !std::isfinite(power))
    throw std::invalid_argument(fmt::format("mean |h|^2 of a channel file must be finite and > 0, got {:g}", power));
  const bool as_it_is = keep_gain || record.normalisation == unit_mean_power;
  record.read_as += fmt::format(
      "{}mean |h|^2 is {:.4g}{}", record.read_as.empty() ? "" : "; ", power,
      as_it_is ? keep_gain ? ", kept: SNRs are those of mean |h|^2 = 1" : "" : ", scaled to 1 (--keep-gain leaves it)");
  if (as_it_is) return;
  const float factor = static_cast<float>(1.0 / std::sqrt(power));
  for (std::complex<float>& value : record.has_paths() ? record.gain : record.h) value *= factor;
  record.normalisation = "mean |h|^2 = 1 over the file";
}

FadingLaw recorded_law(Record record) {
  if (record->n_slot == 0 || record->n_rx == 0 || record->n_user == 0)
    throw std::invalid_argument(fmt::format("a channel file must hold a slot, an antenna and a user, got {}, {} and {}",
                                            record->n_slot, record->n_rx, record->n_user));
  const std::uint64_t n_slot = record->n_slot;
  if (record->has_paths()) return {.make_paths = path_maker<RecordedPaths>(std::move(record)), .n_distinct = n_slot};
  if (record->n_symbol > 1 || record->n_subcarrier > 1) {
    const SlotGrid grid = {.scs_khz = static_cast<int>(std::lround(record->scs_hz / 1e3)), .n_prb = 1};
    check_slot_grid(grid);
    return {.make_paths = path_maker<RecordedGrid>(std::move(record)), .n_distinct = n_slot};
  }
  std::string summary =
      fmt::format("{} matrices of a file in order, then again from the first{}", n_slot, read_as(*record));
  return {.make = [record = std::move(record)](const ChannelShape& shape) -> std::unique_ptr<FadingModel> {
            require_shape(*record, shape);
            return std::make_unique<RecordedMatrices>(record);
          },
          .n_distinct = n_slot,
          .summary = std::move(summary)};
}

}  // namespace ohmimo
