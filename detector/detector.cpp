#include "detector/detector.hpp"

#include <algorithm>
#include <stdexcept>

#include "detector/analogue/analogue.hpp"
#include "detector/linear/linear.hpp"
#include "detector/linear/mrc.hpp"
#include "detector/linear/reference.hpp"
#include "phy/simd/kernels.hpp"

namespace ohmimo {

SolverTally& SolverTally::operator+=(const SolverTally& other) {
  systems += other.systems;
  vectors += other.vectors;
  diverged += other.diverged;
  saturated += other.saturated;
  unstable += other.unstable;
  not_finite += other.not_finite;
  hp_reads += other.hp_reads;
  ops += other.ops;
  return *this;
}

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

  SolverTally take_tally() override { return inner_->take_tally(); }

 private:
  std::unique_ptr<GramDetector> inner_;
  const MatrixBatch* h_ = nullptr;
  MatrixBatch g_, z_;
};

constexpr std::string_view names[] = {"mrc",     "zf",       "mmse", "mmse-biased", "reference", "reference-mmse",
                                      "rram-zf", "rram-mmse"};

}  // namespace

std::unique_ptr<Detector> with_gram(std::unique_ptr<GramDetector> inner) {
  return std::make_unique<WithGram>(std::move(inner));
}

std::span<const std::string_view> detector_names() {
  return names;
}

bool is_analogue(std::string_view detector) {
  return detector.starts_with("rram-");
}

std::unique_ptr<GramDetector> make_gram_detector(const DetectorConfig& config) {
  if (config.name == "mrc") return make_mrc();
  if (config.name == "zf") return make_linear(LinearKind::zf, config.output);
  if (config.name == "mmse") return make_linear(LinearKind::mmse, config.output);
  if (config.name == "mmse-biased") return make_linear(LinearKind::mmse_biased, config.output);
  if (config.name == "rram-zf") return make_analogue(config, LinearKind::zf);
  if (config.name == "rram-mmse") return make_analogue(config, LinearKind::mmse);
  if (std::find(std::begin(names), std::end(names), config.name) != std::end(names)) return nullptr;
  std::string list;
  for (std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  throw std::invalid_argument("detector must be one of " + list + ", got '" + config.name + "'");
}

std::unique_ptr<Detector> make_detector(const DetectorConfig& config) {
  if (config.name == "zf") return make_linear_in_antenna_domain(LinearKind::zf, config.output);
  if (config.name == "mmse") return make_linear_in_antenna_domain(LinearKind::mmse, config.output);
  if (config.name == "mmse-biased") return make_linear_in_antenna_domain(LinearKind::mmse_biased, config.output);
  if (auto inner = make_gram_detector(config)) return with_gram(std::move(inner));
  return make_reference(config.name == "reference" ? LinearKind::zf : LinearKind::mmse);
}

}  // namespace ohmimo
