#include "rram/inversion/output_stage.hpp"

#include "rram/numbers/lane_vectors.hpp"

namespace ohmimo::rram {
namespace {

template <class Element>
struct AddOffsets {
  template <std::size_t width>
  [[gnu::always_inline]] static void run(const OutputStage<Element>& stage, OutputLanes& lanes) {
    for (std::size_t lane = 0; lane < n_lane; lane += width) {
      Vector<width>& per_volt = vector_at<width>(lanes.per_volt, lane);
      per_volt /= stage.full_scale_V;
      const Vector<width> most = factor_at<width>(stage.clamp, lane) * per_volt, one = Vector<width>{} + 1.0;
      Vector<width> beyond{};
      for (std::size_t i = 0; i < stage.offset.size(); ++i) {
        Vector<width>& out = vector_at<width>(lanes.out[i], lane);
        out += factor_at<width>(stage.offset[i], lane) * per_volt;
        const Vector<width> size = out < 0.0 ? -out : out;
        beyond += size > most ? one : Vector<width>{};
      }
      vector_at<width>(lanes.beyond, lane) = beyond;
    }
  }
};

}  // namespace

void add_offsets(const OutputStage<double>& stage, OutputLanes& lanes) {
  run_by_width<AddOffsets<double>>(stage, lanes);
}

void add_offsets(const OutputStage<Lanes>& stage, OutputLanes& lanes) {
  run_by_width<AddOffsets<Lanes>>(stage, lanes);
}

}  // namespace ohmimo::rram
