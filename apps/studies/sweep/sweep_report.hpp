// The answer of a study as one page that needs nothing else, and as Markdown.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "apps/store/counts/count_store.hpp"
#include "apps/studies/sweep/ranking.hpp"

namespace ohmimo::sweep {

struct ReportPicture {
  std::string title, png;  // bytes of the file
};

struct ReportParts {
  const Study& study;
  const std::vector<Run>& runs;
  const std::vector<RankRow>& rows;
  const RankOptions& options;
  std::vector<ReportPicture> pictures;
  std::vector<counts::SessionRecord> sessions;
};

std::string report_html(const ReportParts& parts);
// Pictures are named, not embedded: NAME.png beside the file.
std::string report_markdown(const ReportParts& parts, const std::vector<std::string>& picture_files);

}  // namespace ohmimo::sweep
