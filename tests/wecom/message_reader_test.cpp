#include "wecom/message_reader.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "qunguan/domain/envelope.hpp"

namespace qunguan::wecom {
namespace {

using testing::ElementsAre;

Event read(std::string_view inside) {
  const std::string document = "<xml>" + std::string{inside} + "</xml>";
  XmlFields fields{*parse_xml(document)};
  return read_message(fields);
}

std::vector<std::string> ids(const Event& event) {
  std::vector<std::string> read;
  read.reserve(event.members.size());
  for (const Person& person : event.members) read.push_back(person.id.text());
  return read;
}

std::string message(std::string_view type, std::string_view rest) {
  return "<ToUserName><![CDATA[corp]]></ToUserName><FromUserName><![CDATA[lisi]]></FromUserName>"
         "<CreateTime>1348831860</CreateTime><MsgType><![CDATA[" +
         std::string{type} + "]]></MsgType>" + std::string{rest} +
         "<MsgId>1234567890123456</MsgId><AgentID>1</AgentID>";
}

std::string group_change(std::string_view rest) {
  return "<ToUserName><![CDATA[corp]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
         "<CreateTime>1403610513</CreateTime><MsgType><![CDATA[event]]></MsgType>"
         "<Event><![CDATA[change_external_chat]]></Event><ChatId><![CDATA[wrAAA]]></ChatId>" +
         std::string{rest};
}

std::string contact_change(std::string_view rest) {
  return "<ToUserName>corp</ToUserName><FromUserName>sys</FromUserName>"
         "<CreateTime>1403610513</CreateTime><MsgType>event</MsgType>"
         "<Event>change_contact</Event>" +
         std::string{rest};
}

void expect_kept_unread(const Event& event, const char* field, std::string_view value) {
  EXPECT_EQ(event.type, EventType::Unknown);
  EXPECT_TRUE(event.members.empty());
  EXPECT_FALSE(event.actor);
  const nlohmann::json unread = nlohmann::json::parse(event.unread);
  EXPECT_EQ(unread.value(field, "absent"), value);
}

TEST(Messages, AreTextForTheApp) {
  const Event event = read(message("text", "<Content><![CDATA[申诉 12]]></Content>"));

  EXPECT_EQ(event.type, EventType::AppMessage);
  EXPECT_EQ(event.message.sender.id, MemberId{"lisi"});
  EXPECT_EQ(event.message.kind, MessageKind::Text);
  EXPECT_EQ(event.message.text, "申诉 12");
  EXPECT_TRUE(event.group.empty());
  EXPECT_FALSE(event.message.mentions);
}

TEST(Messages, AreOfTheSixKindsAnAppIsSent) {
  EXPECT_EQ(read(message("voice", "<Format>amr</Format>")).message.kind, MessageKind::Voice);
  EXPECT_EQ(read(message("video", "<MediaId>m</MediaId>")).message.kind, MessageKind::Video);
  const Event image = read(message("image", "<PicUrl><![CDATA[http://p/1]]></PicUrl>"));
  EXPECT_EQ(image.message.kind, MessageKind::Image);
  EXPECT_EQ(image.message.media->url, "http://p/1");
  EXPECT_EQ(image.type, EventType::AppMessage);
}

TEST(Messages, BringTheirPlace) {
  const Event event =
      read(message("location",
                   "<Location_X>23.134</Location_X><Location_Y>-113.358</Location_Y>"
                   "<Scale>20</Scale><Label><![CDATA[位置]]></Label>"));

  EXPECT_EQ(event.message.kind, MessageKind::Location);
  ASSERT_TRUE(event.message.location);
  EXPECT_DOUBLE_EQ(event.message.location->lat, 23.134);
  EXPECT_DOUBLE_EQ(event.message.location->lon, -113.358);
  EXPECT_EQ(event.message.location->title, "位置");
  for (const char* x : {"", "x", "1.5x", "nan", "inf", " 1"}) {
    const std::string place =
        "<Location_X>" + std::string{x} + "</Location_X><Location_Y>1</Location_Y>";
    EXPECT_FALSE(read(message("location", place)).message.location) << x;
  }
}

TEST(Messages, BringTheirLink) {
  const Event event =
      read(message("link",
                   "<Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description>"
                   "<Url><![CDATA[https://u]]></Url><PicUrl><![CDATA[p]]></PicUrl>"));

  ASSERT_TRUE(event.message.card);
  EXPECT_EQ(event.message.card->title, "t");
  EXPECT_EQ(event.message.card->description, "d");
  EXPECT_EQ(event.message.card->url, "https://u");
  EXPECT_FALSE(event.message.media);
}

TEST(Messages, WithAChatIdWereSaidInThatGroup) {
  const Event event =
      read(message("text", "<ChatId><![CDATA[wr1]]></ChatId><Content>hi</Content>"));

  EXPECT_EQ(event.type, EventType::MessageCreated);
  EXPECT_EQ(event.group, GroupId{"wr1"});
  EXPECT_EQ(event.message.text, "hi");
}

TEST(Messages, OfAnyKindCountInAGroup) {
  const auto kind = [](std::string_view type) {
    const Event event = read(message(type, "<ChatId>wr1</ChatId>"));
    EXPECT_EQ(event.type, EventType::MessageCreated);
    return event.message.kind;
  };

  EXPECT_EQ(kind("emotion"), MessageKind::Sticker);
  EXPECT_EQ(kind("redpacket"), MessageKind::RedPacket);
  EXPECT_EQ(kind("chatrecord"), MessageKind::ChatRecord);
  EXPECT_EQ(kind("hologram"), MessageKind::Unknown);
}

TEST(Messages, OfUnknownKindsToTheAppAreKept) {
  expect_kept_unread(read(message("hologram", "<Beam>x</Beam>")), "Beam", "x");
}

TEST(Messages, WithoutASenderAreKept) {
  expect_kept_unread(read("<MsgType>text</MsgType><Content>hi</Content>"), "Content", "hi");
}

TEST(GroupChanges, WithoutMembersOfANewGroupAreKept) {
  const Event event = read(group_change("<ChangeType><![CDATA[create]]></ChangeType>"));

  expect_kept_unread(event, "ChangeType", "create");
  EXPECT_EQ(event.group, GroupId{"wrAAA"});
}

TEST(GroupChanges, TellWhoJoinedAndHow) {
  const std::string head =
      "<ChangeType><![CDATA[update]]></ChangeType><UpdateDetail><![CDATA[add_member]]></"
      "UpdateDetail>";
  const Event invited =
      read(group_change(
          head + "<JoinScene>0</JoinScene><QuitScene>0</QuitScene><MemChangeCnt>2</MemChangeCnt>"
                 "<MemChangeList><Item>a</Item><Item><![CDATA[b]]></Item></MemChangeList>"
                 "<LastMemVer>9c3f97c2ada667dfb5f6d03308d963e1</LastMemVer>"));
  const Event scanned =
      read(group_change(head + "<JoinScene>3</JoinScene><MemChangeList><![CDATA[a,b,c]]></"
                               "MemChangeList>"));
  const Event other =
      read(group_change(head + "<JoinScene>9</JoinScene><MemChangeList>a</MemChangeList>"));

  EXPECT_EQ(invited.type, EventType::MemberJoined);
  EXPECT_EQ(invited.group, GroupId{"wrAAA"});
  EXPECT_THAT(ids(invited), ElementsAre("a", "b"));
  EXPECT_EQ(invited.method, "invited");
  EXPECT_THAT(ids(scanned), ElementsAre("a", "b", "c"));
  EXPECT_EQ(scanned.method, "qr");
  EXPECT_EQ(other.method, "");
}

TEST(GroupChanges, TellWhoLeftAndWhetherRemoved) {
  const std::string head =
      "<ChangeType>update</ChangeType><UpdateDetail>del_member</UpdateDetail>"
      "<MemChangeList><Item>a</Item></MemChangeList>";
  const Event left = read(group_change(head + "<QuitScene>0</QuitScene>"));
  const Event removed = read(group_change(head + "<QuitScene>1</QuitScene>"));

  EXPECT_EQ(left.type, EventType::MemberLeft);
  EXPECT_EQ(left.method, "");
  EXPECT_FALSE(left.actor);
  EXPECT_THAT(ids(left), ElementsAre("a"));
  EXPECT_EQ(removed.type, EventType::MemberLeft);
  EXPECT_EQ(removed.method, "removed");
}

TEST(GroupChanges, WithoutTheMembersConcernedAreKept) {
  for (const char* detail : {"add_member", "del_member"}) {
    const Event event = read(group_change("<ChangeType>update</ChangeType><UpdateDetail>" +
                                          std::string{detail} + "</UpdateDetail>"));
    expect_kept_unread(event, "UpdateDetail", detail);
    EXPECT_EQ(event.group, GroupId{"wrAAA"});
  }
}

TEST(GroupChanges, TellWhatElseChanged) {
  const auto type = [](std::string_view detail) {
    const Event event = read(group_change("<ChangeType>update</ChangeType><UpdateDetail>" +
                                          std::string{detail} + "</UpdateDetail>"));
    EXPECT_EQ(event.group, GroupId{"wrAAA"});
    return event.type;
  };

  EXPECT_EQ(type("change_owner"), EventType::GroupOwnerChanged);
  EXPECT_EQ(type("change_name"), EventType::GroupRenamed);
  EXPECT_EQ(type("change_notice"), EventType::GroupNotice);
  EXPECT_EQ(type("change_colour"), EventType::Unknown);
  EXPECT_EQ(read(group_change("<ChangeType>dismiss</ChangeType>")).type, EventType::GroupDismissed);
}

TEST(GroupChanges, WithoutAGroupAreKept) {
  expect_kept_unread(read("<MsgType>event</MsgType><Event>change_external_chat</Event>"
                          "<ChangeType>dismiss</ChangeType>"),
                     "ChangeType", "dismiss");
}

TEST(ContactChanges, TellNameAndDepartment) {
  for (const char* change : {"create_user", "update_user"}) {
    const Event event = read(contact_change(
        "<ChangeType>" + std::string{change} +
        "</ChangeType><UserID><![CDATA[zhangsan]]></UserID><Name><![CDATA[张三]]></Name>"
        "<Department><![CDATA[1,2,3]]></Department><ExtAttr><Item><Name>爱好</Name><Type>0</Type>"
        "</Item></ExtAttr>"));

    EXPECT_EQ(event.type, EventType::ContactUpdated);
    ASSERT_EQ(event.members.size(), 1U);
    EXPECT_EQ(event.members[0].id, MemberId{"zhangsan"});
    EXPECT_EQ(event.members[0].name, "张三");
    EXPECT_EQ(event.members[0].department, "1,2,3");
  }
}

TEST(ContactChanges, FollowAnAccountToItsNewId) {
  const Event event = read(contact_change(
      "<ChangeType>update_user</ChangeType><UserID>old</UserID><NewUserID>new</NewUserID>"));

  EXPECT_EQ(event.members.at(0).id, MemberId{"new"});
}

TEST(ContactChanges, TellWhoWasDeleted) {
  const Event event =
      read(contact_change("<ChangeType>delete_user</ChangeType><UserID>zhangsan</UserID>"));

  EXPECT_EQ(event.type, EventType::ContactDeleted);
  EXPECT_EQ(event.members.at(0).id, MemberId{"zhangsan"});
}

TEST(ContactChanges, OfPartiesAndTagsAreKept) {
  expect_kept_unread(
      read(contact_change("<ChangeType>create_party</ChangeType><Id>2</Id><Name>张三</Name>")),
      "Name", "张三");
  expect_kept_unread(
      read(contact_change("<ChangeType>update_tag</ChangeType><TagId>1</TagId><AddUserItems>"
                          "<![CDATA[a,b]]></AddUserItems>")),
      "AddUserItems", "a,b");
  expect_kept_unread(read(contact_change("<ChangeType>delete_user</ChangeType>")), "ChangeType",
                     "delete_user");
}

TEST(CardClicks, TellWhoPressedWhat) {
  const Event event = read(
      "<ToUserName>corp</ToUserName><FromUserName>zongjian</FromUserName>"
      "<MsgType>event</MsgType><Event>template_card_event</Event><EventKey>approve</EventKey>"
      "<TaskId>case-12</TaskId><CardType>button_interaction</CardType><ResponseCode>r</"
      "ResponseCode>"
      "<SelectedItems><SelectedItem><QuestionKey>q</QuestionKey><OptionIds><OptionId>o</OptionId>"
      "</OptionIds></SelectedItem></SelectedItems><AgentID>1</AgentID>");

  EXPECT_EQ(event.type, EventType::CardClicked);
  EXPECT_EQ(event.actor->id, MemberId{"zongjian"});
  EXPECT_EQ(event.text, "approve");
  EXPECT_EQ(event.method, "case-12");
}

TEST(OtherEvents, AreKeptWhole) {
  for (const char* name :
       {"subscribe", "unsubscribe", "enter_agent", "msgaudit_notify", "template_card_menu_event",
        "change_external_contact", "sys_new_thing"}) {
    const Event event = read("<FromUserName>a</FromUserName><MsgType>event</MsgType><Event>" +
                             std::string{name} + "</Event><Deep><In><X>1</X></In></Deep>");
    expect_kept_unread(event, "Event", name);
    EXPECT_EQ(nlohmann::json::parse(event.unread).value("Deep/In/X", ""), "1");
  }
}

TEST(OtherEvents, PassThroughTheEnvelope) {
  Event event = read("<MsgType>event</MsgType><Event>x</Event>");
  event.id = EventId{"e"};

  EXPECT_EQ(parse_envelope(format_envelope(event))->unread, event.unread);
}

}  // namespace
}  // namespace qunguan::wecom
