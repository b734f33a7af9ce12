#include "apps/cluster/messages.hpp"

#include <bit>
#include <stdexcept>

namespace ohmimo::cluster {
namespace {

constexpr std::uint64_t nobody = ~std::uint64_t{0};
constexpr std::size_t report_head = 3, unit_head = 3;

}  // namespace

Words words_of(const Report& report) {
  Words words = {static_cast<std::uint64_t>(report.kind), report.member ? *report.member : nobody,
                 report.unit ? 1u : 0u};
  if (!report.unit) return words;
  const counts::UnitRecord& unit = *report.unit;
  words.insert(words.end(),
               {static_cast<std::uint64_t>(unit.point), unit.number, std::bit_cast<std::uint64_t>(unit.seconds)});
  for (counts::CurveCount curve : unit.curves)
    for (const counts::CountColumn& column : counts::count_columns()) words.push_back(column.value(curve));
  return words;
}

Report report_of(const Words& words) {
  const auto require = [](bool ok) {
    if (!ok) throw std::runtime_error("a rank sent words that are no report");
  };
  require(words.size() >= report_head && words[0] <= static_cast<std::uint64_t>(Report::Kind::failed));
  Report report;
  report.kind = static_cast<Report::Kind>(words[0]);
  if (words[1] != nobody) report.member = static_cast<std::uint32_t>(words[1]);
  if (words[2] == 0) return report;
  constexpr std::size_t head = report_head + unit_head;
  require(words.size() >= head && (words.size() - head) % counts::n_count_column == 0);
  counts::UnitRecord& unit = report.unit.emplace();
  unit.point = static_cast<std::int64_t>(words[3]);
  unit.number = words[4];
  unit.seconds = std::bit_cast<double>(words[5]);
  for (std::size_t k = head; k < words.size();) {
    counts::CurveCount& curve = unit.curves.emplace_back();
    for (const counts::CountColumn& column : counts::count_columns()) column.value(curve) = words[k++];
  }
  return report;
}

Words answer_of(const std::optional<sweep::Job>& job) {
  if (!job) return Words(answer_size, 0);
  return {1,
          static_cast<std::uint64_t>(job->point),
          job->number,
          job->member,
          job->first_frame,
          job->n_frame,
          job->at.seed,
          job->at.index,
          std::bit_cast<std::uint64_t>(job->at.noise_var)};
}

std::optional<sweep::Job> job_of(const Words& words) {
  if (words.at(0) == 0) return std::nullopt;
  return sweep::Job{static_cast<std::int64_t>(words.at(1)),
                    words.at(2),
                    static_cast<std::uint32_t>(words.at(3)),
                    static_cast<std::uint32_t>(words.at(4)),
                    static_cast<std::uint32_t>(words.at(5)),
                    {words.at(6), static_cast<std::uint32_t>(words.at(7)), std::bit_cast<double>(words.at(8))}};
}

}  // namespace ohmimo::cluster
