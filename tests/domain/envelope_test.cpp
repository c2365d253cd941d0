#include "qunguan/domain/envelope.hpp"

#include <gmock/gmock.h>

namespace qunguan {
namespace {

using testing::HasSubstr;

constexpr std::string_view kMessage =
    R"({"id":"e1","type":"message.created","timestamp":"2026-03-02T23:40:00+08:00","received_at":"2026-03-02T23:40:01+08:00","data":{"v":1,
  "group_id":"g1","group_name":"工程部","message_id":"m1",
  "sender":{"id":"zhangsan","name":"张三","group_nickname":"工程部-张三","role":"member","is_self":false},
  "kind":"text","text":"@李四 明天的图纸发了吗","mentions":["lisi"],"mentions_all":false,"history":false,
  "reply_to":{"message_id":"m0","sender_id":"lisi","text":"…"}}})";

TEST(Envelope, ReadsTheMessageOfTheContract) {
  const Result<Event> event = parse_envelope(kMessage);

  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->id, EventId{"e1"});
  EXPECT_EQ(event->type, EventType::MessageCreated);
  EXPECT_EQ(event->received_at - event->at, std::chrono::seconds{1});
  EXPECT_EQ(event->group_name, "工程部");
  EXPECT_EQ(event->message.sender.group_nickname, "工程部-张三");
  EXPECT_EQ(event->message.sender.role, Role::Member);
  EXPECT_EQ(event->message.mentions, std::vector{MemberId{"lisi"}});
  EXPECT_EQ(event->message.reply_to->sender_id, MemberId{"lisi"});
}

TEST(Envelope, TakesItsIdFromTheHeaderThenFromTheMessage) {
  constexpr std::string_view kBare =
      R"({"type":"message.created","timestamp":"2026-03-02T23:40:00Z","data":{"group_id":"g","message_id":"m1","sender":{"id":"a"}}})";

  EXPECT_EQ(parse_envelope(kBare, "msg_1")->id, EventId{"msg_1"});
  EXPECT_EQ(parse_envelope(kBare)->id, EventId{"m1"});
  EXPECT_EQ(parse_envelope(kBare)->received_at, parse_envelope(kBare)->at);
}

TEST(Envelope, IsReadBackAsWritten) {
  constexpr std::string_view kEverything =
      R"({"id":"e","type":"message.created","timestamp":"2026-03-02T15:40:00.5Z","data":{
    "group_id":"g","message_id":"m","kind":"chat_record","text":"t","history":true,"mentions_all":true,"mentions":[],
    "sender":{"id":"a","name":"n","role":"bot","is_self":true,"joined_at":"2026-01-01T00:00:00Z","department":"d"},
    "card":{"title":"t","description":"d","url":"u","app_name":"p"},"location":{"lat":1.5,"lon":-2.25,"title":"here"},
    "red_packet":{"amount_fen":100,"count":3,"wish":"w"},"records":[{"sender":"b","kind":"image","text":"x","time":"2026-03-02T15:00:00Z"}],
    "media":{"mime":"image/png","size":5,"sha256":"ab","url":"u","duration_ms":7}}})";
  const Result<Event> event = parse_envelope(kEverything);
  ASSERT_TRUE(event) << event.error().message;

  const std::string written = format_envelope(*event);

  EXPECT_EQ(format_envelope(*parse_envelope(written)), written);
  EXPECT_THAT(written, HasSubstr(R"("records":[{"kind":"image")"));
}

TEST(Envelope, KeepsMembersOfEveryMembershipEvent) {
  for (
      const char* json :
      {R"({"id":"e","type":"member.joined","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":"g","members":[{"id":"a"}],"inviter":{"id":"b"},"method":"qr"}})",
       R"({"id":"e","type":"member.left","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":"g","members":[{"id":"a"}],"actor":{"id":"b"}}})",
       R"({"id":"e","type":"member.renamed","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":"g","member":{"id":"a","group_nickname":""},"old_nickname":"o"}})",
       R"({"id":"e","type":"group.snapshot","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":"g","owner_id":"o","admin_ids":["x"],"members":[{"id":"a"}]}})"}) {
    const Result<Event> event = parse_envelope(json);

    ASSERT_TRUE(event) << event.error().message;
    const std::string written = format_envelope(*event);
    EXPECT_EQ(format_envelope(*parse_envelope(written)), written);
    EXPECT_EQ(event->members.at(0).id, MemberId{"a"});
  }
}

TEST(Envelope, KeepsUnknownTypesUnread) {
  const Result<Event> event = parse_envelope(
      R"({"id":"e","type":"poll.opened","timestamp":"2026-03-02T15:40:00Z","data":{"x":[1,2]}})");

  ASSERT_TRUE(event);
  EXPECT_EQ(event->type, EventType::Unknown);
  EXPECT_EQ(event->unread, R"({"x":[1,2]})");
}

TEST(Envelope, NamesTheFieldThatIsWrong) {
  const auto error = [](std::string_view json) { return parse_envelope(json).error().message; };

  EXPECT_THAT(error("[]"), HasSubstr("the envelope must be an object"));
  EXPECT_THAT(error(R"({"type":"ping","data":{}})"), HasSubstr("timestamp must be"));
  EXPECT_THAT(
      error(
          R"({"id":"e","type":"message.created","timestamp":"2026-03-02T15:40:00Z","data":{"sender":{"id":"a"}}})"),
      HasSubstr("data.group_id"));
  EXPECT_THAT(
      error(
          R"({"id":"e","type":"message.created","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":7,"sender":{"id":"a"}}})"),
      HasSubstr("data.group_id must be a text"));
  EXPECT_THAT(
      error(
          R"({"id":"e","type":"message.created","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":"g"}})"),
      HasSubstr("data.sender"));
  EXPECT_THAT(
      error(
          R"({"id":"e","type":"member.joined","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":"g","members":[{"name":"x"}]}})"),
      HasSubstr("data.members[0].id"));
}

TEST(Envelope, RefusesWhatIsNotJsonWithoutRepeatingIt) {
  for (const std::string& json :
       {std::string{}, std::string{"{"}, std::string{"\xff\xfe"},
        std::string{"{\"a\":\"secret\xff\"}"}, std::string{"{}\0", 3}, std::string(100'000, '[')}) {
    const Result<Event> event = parse_envelope(json);

    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().code, Error::Code::Invalid);
    EXPECT_THAT(event.error().message, testing::Not(HasSubstr("secret")));
  }
}

TEST(Envelope, RefusesAKeyThatIsThereTwice) {
  const std::string head = R"({"id":"e","type":"ping","timestamp":"2026-03-02T15:40:00Z")";
  for (const char* rest : {R"(,"id":"f"})", R"(,"id":"e"})", R"(,"id":null})",
                           R"(,"data":{"x":{"y":1,"z":{},"y":1}}})",
                           R"(,"data":[{"a":{},"b":1},{"a":[{"y":1}],"a":1}]})"}) {
    const Result<Event> event = parse_envelope(head + rest);

    ASSERT_FALSE(event) << rest;
    EXPECT_THAT(event.error().message, HasSubstr("key twice"));
  }
}

TEST(Envelope, TakesAKeyThatIsThereInSeveralObjects) {
  EXPECT_TRUE(parse_envelope(
      R"({"id":"e","type":"ping","timestamp":"2026-03-02T15:40:00Z","data":{"id":"e","x":[{"id":1},{"id":1}]}})"));
}

TEST(Envelope, CannotForgeTheEnginesOwnEvents) {
  EXPECT_EQ(parse_envelope(
                R"({"id":"e","type":"deadline.due","timestamp":"2026-03-02T15:40:00Z","data":{}})")
                ->type,
            EventType::Unknown);
}

TEST(Detail, LeavesOutWhatTheJournalHasColumnsFor) {
  Event event = *parse_envelope(
      R"({"id":"m1","type":"message.created","timestamp":"2026-03-02T15:40:00Z","data":{"group_id":"g","message_id":"m1","sender":{"id":"a"},"text":"hello"}})");

  EXPECT_EQ(format_detail(event), "");
}

TEST(Detail, PutsBackWhatItTookOut) {
  const Event whole = *parse_envelope(kMessage);
  Event half;
  half.id = whole.id;
  half.type = whole.type;
  half.at = whole.at;
  half.received_at = whole.received_at;
  half.group = whole.group;
  half.group_name = whole.group_name;
  half.message.sender.id = whole.message.sender.id;
  half.message.kind = whole.message.kind;
  half.message.text = whole.message.text;

  ASSERT_TRUE(restore_detail(half, format_detail(whole)));

  EXPECT_EQ(format_envelope(half), format_envelope(whole));
}

}  // namespace
}  // namespace qunguan
