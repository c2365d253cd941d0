#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "qunguan/domain/envelope.hpp"
#include "qunguan/rules/policy_book.hpp"
#include "support/busy_year.hpp"
#include "support/temp_folder.hpp"

namespace qunguan::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kPolicy = QUNGUAN_SOURCE_DIR "/tests/bench/year.yaml";
constexpr int kEvents = 1'000;  // scripts/bench replays 200,000

std::string replayed(const TempFolder& folder, const BusyYear& year) {
  std::string lines;
  for (const Event& event : year.events) lines += format_envelope(event) + "\n";
  std::ostringstream out, err;
  const int code = app::replay({.policies = {kPolicy},
                                .events = folder.write("events.jsonl", lines),
                                .directory = folder.write("people.csv", year.people)},
                               {out, err});
  EXPECT_EQ(code, app::kDone) << err.str();
  return out.str();
}

TEST(BusyYear, IsPlayedUnderEveryTypeOfRule) {
  std::vector<policy::Diagnostic> problems;
  const auto book = rules::PolicyBook::load({{.file = kPolicy, .text = *app::read_file(kPolicy)}},
                                            std::chrono::days{180}, problems);
  ASSERT_TRUE(book);
  for (const rules::RuleType& type : rules::catalogue()) {
    const std::vector<rules::RuleEntry>& rules = book->policies().front().rules;
    EXPECT_TRUE(std::any_of(rules.begin(), rules.end(), [&](const auto& entry) {
      return entry.type->name == type.name;
    })) << type.name;
  }
}

TEST(BusyYear, LeadsToTheSameActionsEveryTime) {
  const TempFolder folder;
  const std::string actions = replayed(folder, busy_year(1, kEvents));

  EXPECT_EQ(replayed(folder, busy_year(1, kEvents)), actions);
  EXPECT_THAT(actions, AllOf(HasSubstr("\"fine\""), HasSubstr("\"warn\""), HasSubstr("\"remind\""),
                             HasSubstr("\"report\""), HasSubstr("\"propose_removal\""),
                             HasSubstr("\"welcome\""), HasSubstr("\"announce\"")));
}

}  // namespace
}  // namespace qunguan::test
