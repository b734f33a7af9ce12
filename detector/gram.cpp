#include "detector/gram.hpp"

#include <utility>

#include "phy/simd/kernels.hpp"

namespace ohmimo {

void gram(const MatrixBatch& h, MatrixBatch& g) {
  g.resize(h.n_channel(), h.cols(), h.cols());
  for (std::size_t b = 0; b < h.n_block(); ++b) simd::kernels().gram(h.block(b), h.rows(), h.cols(), g.block(b));
}

void matched_filter(const MatrixBatch& h, const MatrixBatch& y, MatrixBatch& z) {
  z.resize(h.n_channel(), h.cols(), y.cols());
  for (std::size_t b = 0; b < h.n_block(); ++b)
    simd::kernels().matched_filter(h.block(b), y.block(b), {h.rows(), h.cols(), y.cols()}, z.block(b));
}

void gram_and_filter(const MatrixBatch& h, const MatrixBatch& y, MatrixBatch& g, MatrixBatch& z) {
  g.resize(h.n_channel(), h.cols(), h.cols());
  z.resize(h.n_channel(), h.cols(), y.cols());
  for (std::size_t b = 0; b < h.n_block(); ++b)
    simd::kernels().gram_and_filter(h.block(b), y.block(b), {h.rows(), h.cols(), y.cols()}, g.block(b), z.block(b));
}

namespace {

class WithGram final : public Detector {
 public:
  explicit WithGram(std::unique_ptr<GramDetector> inner) : inner_(std::move(inner)) {}

  std::size_t n_estimate() const override { return inner_->n_estimate(); }

  void prepare(const MatrixBatch& h, float noise_var, const DrawNames& names) override {
    h_ = &h;
    gram(h, g_);
    inner_->prepare(g_, noise_var, names);
  }

  void detect(const MatrixBatch& y, std::span<Estimate> out) override {
    matched_filter(*h_, y, z_);
    inner_->detect(z_, out);
  }

  void prepare_and_detect(const MatrixBatch& h, const MatrixBatch& y, const PrepareInput& input,
                          std::span<Estimate> out) override {
    gram_and_filter(h, y, g_, z_);
    inner_->prepare_and_detect(g_, z_, {input.noise_var, input.names, &h, &y}, out);
  }

  void take_tally(SolverTally& sum) override { inner_->take_tally(sum); }

 private:
  std::unique_ptr<GramDetector> inner_;
  const MatrixBatch* h_ = nullptr;
  MatrixBatch g_, z_;
};

}  // namespace

std::unique_ptr<Detector> with_gram(std::unique_ptr<GramDetector> inner) {
  return std::make_unique<WithGram>(std::move(inner));
}

}  // namespace ohmimo
