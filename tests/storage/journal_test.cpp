#include "storage/store_contract.hpp"

namespace qunguan::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreContract, JournalTakesAnEventOnce) {
  EXPECT_TRUE(ports().journal.append(message("e1"), 0, 0));

  EXPECT_FALSE(ports().journal.append(message("e1"), 0, 0));
}

TEST_P(StoreContract, JournalKnowsADuplicateAfterACrash) {
  ports().journal.append(message("e1"), 0, 0);
  commit();

  crash();

  EXPECT_FALSE(ports().journal.append(message("e1"), 0, 0));
}

TEST_P(StoreContract, JournalTakesTheSameIdFromAnotherSource) {
  ports().journal.append(message("e1"), 0, 0);
  Event other = message("e1");
  other.source = "t";

  EXPECT_TRUE(ports().journal.append(other, 0, 0));
}

TEST_P(StoreContract, JournalNumbersEventsInTheOrderTheyCame) {
  const auto first = ports().journal.append(message("e1"), 0, 0);
  const auto second = ports().journal.append(message("e2"), 0, 0);

  EXPECT_LT(*first, *second);
}

TEST_P(StoreContract, JournalGivesAnEventBackAsItWas) {
  Event said = message("e1", 5, "百家乐\n二维码");
  said.received_at = at(7);
  said.message.sender.name = "张三";
  said.message.sender.role = Role::Admin;
  said.message.mentions = {MemberId{"lisi"}};
  said.message.reply_to =
      Quote{.message_id = MessageId{"m0"}, .sender_id = MemberId{"lisi"}, .text = "在吗"};
  const auto number = ports().journal.append(said, group(), 0);
  commit();

  crash();

  const auto found = ports().journal.event(*number);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->source, "s");
  EXPECT_EQ(found->id, EventId{"e1"});
  EXPECT_EQ(found->type, EventType::MessageCreated);
  EXPECT_EQ(found->at, at(5));
  EXPECT_EQ(found->received_at, at(7));
  EXPECT_EQ(found->group, GroupId{"g"});
  EXPECT_EQ(found->message.text, "百家乐\n二维码");
  EXPECT_EQ(found->message.sender, said.message.sender);
  EXPECT_EQ(found->message.mentions, said.message.mentions);
  EXPECT_EQ(found->message.reply_to->text, "在吗");
}

class Visited {
 public:
  void operator()(std::int64_t, std::int64_t, const Event& event) {
    ids.push_back(event.id.text());
  }
  std::vector<std::string> ids;
};

TEST_P(StoreContract, JournalShowsTheNewestMessagesOldestFirst) {
  const std::int64_t number = group();
  for (int i = 1; i <= 9; ++i)
    ports().journal.append(message("e" + std::to_string(i), i), number, 0);
  Event joined = message("joined", 10);
  joined.type = EventType::MemberJoined;
  ports().journal.append(joined, number, 0);
  Visited all, since, limited;

  ports().journal.each_message(at(0), 100, std::ref(all));
  ports().journal.each_message(at(7), 100, std::ref(since));
  ports().journal.each_message(at(0), 2, std::ref(limited));

  EXPECT_THAT(all.ids, ElementsAre("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9"));
  EXPECT_THAT(since.ids, ElementsAre("e7", "e8", "e9"));
  EXPECT_THAT(limited.ids, ElementsAre("e8", "e9"));
}

TEST_P(StoreContract, JournalNumbersBooksByTheirHash) {
  const std::int64_t first = ports().journal.book("aaaa");
  const std::int64_t second = ports().journal.book("bbbb");
  commit();

  crash();

  EXPECT_NE(first, second);
  EXPECT_EQ(ports().journal.book("aaaa"), first);
  EXPECT_EQ(ports().journal.book("bbbb"), second);
}

TEST_P(StoreContract, BatchIsKeptWhole) {
  for (const char* id : {"e1", "e2", "e3"}) ports().journal.append(message(id), group(), 0);
  ports().cases.add(violation());
  commit();

  crash();

  for (const char* id : {"e1", "e2", "e3"})
    EXPECT_FALSE(ports().journal.append(message(id), group(), 0)) << id;
  EXPECT_TRUE(ports().cases.find(1));
}

TEST_P(StoreContract, BatchThatWasNotCommittedLeavesNothing) {
  ports().journal.append(message("e1"), group(), 0);
  ports().cases.add(violation());

  crash();

  EXPECT_THAT(ports().rosters.groups(), IsEmpty());
  EXPECT_FALSE(ports().cases.find(1));
  EXPECT_TRUE(ports().journal.append(message("e1"), 0, 0));
}

TEST_P(StoreContract, BatchThatWasRolledBackLeavesNothing) {
  ports().journal.append(message("e1"), group(), ports().journal.book("aaaa"));

  roll_back();

  EXPECT_THAT(ports().rosters.groups(), IsEmpty());
  EXPECT_TRUE(ports().journal.append(message("e1"), group(), ports().journal.book("aaaa")));
  commit();
  crash();
  EXPECT_FALSE(ports().journal.append(message("e1"), group(), 0));
}

TEST_P(StoreContract, BatchThatWasGivenUpFailsAtItsCommitAndLeavesNothing) {
  ports().journal.append(message("e1"), group(), 0);
  ports().transaction.give_up({Error::Code::Internal, "judging failed"});
  const bool is_taken_after = ports().journal.append(message("e2"), group(), 0).has_value();

  const Error error = commit_fails();

  EXPECT_FALSE(is_taken_after);
  EXPECT_EQ(error.code, Error::Code::Internal);
  EXPECT_EQ(error.message, "judging failed");
  EXPECT_TRUE(ports().journal.append(message("e1"), group(), 0));
  commit();
}

}  // namespace
}  // namespace qunguan::test
