#include "text/nickname_alignment.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "qunguan/text/fold.hpp"
#include "text/nickname_parts.hpp"

namespace qunguan::text {
namespace {

using Fault = NicknameMatch::Fault;

// One fault outweighs whatever else could be said for a layout. Of layouts with as many faults, the
// one is nearest to what the member meant that finds the surest parts in place.
constexpr int kFaultCost = 1000;
constexpr int kKnownCost = 0;
constexpr int kTellingShapeCost = 1;
constexpr int kFreeShapeCost = 2;
constexpr int kUnreached = std::numeric_limits<int>::max();

constexpr std::size_t kLongestWrongSeparator = 6;

/// How dear it is to meet a demand with a stretch of the nickname.
struct Judgement {
  int cost = kUnreached;
  Fault fault = Fault::None;
};

/// One way to have met the first demands with the first points.
struct Step {
  int cost = kUnreached;
  std::size_t from = 0;  // where the last demand's points begin
  Fault fault = Fault::None;
};

bool is_no_letter(char32_t point) { return is_noise(point) || is_sentence_mark(point); }

class Alignment {
 public:
  Alignment(const std::u32string& points, const std::vector<NicknameDemand>& demands,
            const std::u32string& separators)
      : points_(points),
        demands_(demands),
        separators_(separators),
        steps_((demands.size() + 1) * (points.size() + 1)) {}

  std::vector<NicknameMatch> run() {
    step(0, 0).cost = 0;
    for (std::size_t demand = 0; demand < demands_.size(); ++demand)
      for (std::size_t begin = 0; begin <= points_.size(); ++begin)
        if (step(demand, begin).cost != kUnreached) extend(demand, begin);
    return trace();
  }

 private:
  Step& step(std::size_t demands, std::size_t points) {
    return steps_[demands * (points_.size() + 1) + points];
  }

  void extend(std::size_t demand, std::size_t begin) {
    for (std::size_t end = begin; end <= points_.size(); ++end) {
      const Judgement judgement = judge(demands_[demand], begin, end);
      if (judgement.cost == kUnreached) continue;
      const int cost = step(demand, begin).cost + judgement.cost;
      Step& next = step(demand + 1, end);
      if (cost < next.cost) next = {.cost = cost, .from = begin, .fault = judgement.fault};
    }
  }

  Judgement judge(const NicknameDemand& demand, std::size_t begin, std::size_t end) const {
    const std::u32string_view points = std::u32string_view{points_}.substr(begin, end - begin);
    const bool fits = demand.is_fixed() ? demand.is_met_by(points)
                                        : has_part_shape(demand.part, points, separators_);
    if (fits) return {.cost = doubt(demand), .fault = Fault::None};
    if (points.empty()) return {.cost = kFaultCost, .fault = Fault::Missing};
    if (demand.part.empty() && !may_be_meant_as_separator(points)) return {};
    return {.cost = kFaultCost, .fault = Fault::Wrong};
  }

  static int doubt(const NicknameDemand& demand) {
    if (demand.is_fixed()) return kKnownCost;
    return has_telling_shape(demand.part) ? kTellingShapeCost : kFreeShapeCost;
  }

  static bool may_be_meant_as_separator(std::u32string_view points) {
    return points.size() <= kLongestWrongSeparator &&
           std::all_of(points.begin(), points.end(), is_no_letter);
  }

  std::vector<NicknameMatch> trace() {
    std::vector<NicknameMatch> matches(demands_.size());
    std::size_t end = points_.size();
    for (std::size_t demand = demands_.size(); demand-- > 0;) {
      const Step& last = step(demand + 1, end);
      matches[demand] = {.begin = last.from, .end = end, .fault = last.fault};
      end = last.from;
    }
    return matches;
  }

  const std::u32string& points_;
  const std::vector<NicknameDemand>& demands_;
  const std::u32string& separators_;
  std::vector<Step> steps_;
};

}  // namespace

bool NicknameDemand::is_met_by(std::u32string_view points) const {
  return (exact && points == *exact) ||
         std::find(choices.begin(), choices.end(), points) != choices.end();
}

std::vector<NicknameMatch> align(const std::u32string& points,
                                 const std::vector<NicknameDemand>& demands,
                                 const std::u32string& separators) {
  return Alignment{points, demands, separators}.run();
}

}  // namespace qunguan::text
