#include "detector/linear/mrc.hpp"

#include <algorithm>

#include "detector/linear/linear.hpp"

namespace ohmimo {
namespace {

class Mrc final : public GramDetector {
 public:
  void prepare(const MatrixBatch& gram, float noise_var, const DrawNames&) override {
    const std::size_t n_user = gram.rows();
    scaling_.scale.resize(gram.n_channel(), n_user, 1);
    scaling_.variance.resize(gram.n_channel(), n_user, 1);
    valid_.resize(gram.n_channel(), 1, 1);
    for (std::size_t b = 0; b < gram.n_block(); ++b) {
      std::fill_n(valid_.at(b, 0, 0), n_lane, 1.f);
      const ConstBlockView g = gram.block(b);
      for (std::size_t user = 0; user < n_user; ++user)
        for (std::size_t lane = 0; lane < n_lane; ++lane) {
          const float* row = g.data + user * g.stride + lane;
          const float power = row[user * 2 * n_lane];
          float interference = 0.f;
          for (std::size_t j = 0; j < n_user; ++j)
            if (j != user)
              interference += row[j * 2 * n_lane] * row[j * 2 * n_lane] +
                              row[j * 2 * n_lane + n_lane] * row[j * 2 * n_lane + n_lane];
          scaling_.scale.at(b, user, 0)[lane] = 1.f / power;
          scaling_.variance.at(b, user, 0)[lane] = (noise_var + interference / power) / power;
        }
    }
  }

  void detect(const MatrixBatch& z, std::span<Estimate> out) override {
    out[0].x = z;
    scaling_.apply(valid_, Output::x_and_var, out[0]);
  }

 private:
  OutputScaling scaling_;
  RealBatch valid_;
};

}  // namespace

std::unique_ptr<GramDetector> make_mrc() {
  return std::make_unique<Mrc>();
}

}  // namespace ohmimo
