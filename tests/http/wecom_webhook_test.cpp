#include <gmock/gmock.h>

#include "http/webhook_site.hpp"
#include "support/raw_seal.hpp"

namespace qunguan::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Instant kNow = FakeClock{}.now();

const wecom::CallbackKeys kStrangerKeys{.token = "QDG6eK",
                                        .encoding_aes_key = kOfficialKeys.encoding_aes_key,
                                        .receive_id = "wwstranger"};

wecom::CallbackCrypto stranger() { return *wecom::CallbackCrypto::create(kStrangerKeys); }

std::string xml(const std::string& fields, Instant at = kNow) {
  return "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><CreateTime>" +
         std::to_string(to_ms(at) / 1000) + "</CreateTime>" + fields + "</xml>";
}

std::string said(const std::string& text, const std::string& id = "1", Instant at = kNow) {
  return xml(
      "<FromUserName><![CDATA[zhangsan]]></FromUserName><MsgType><![CDATA[text]]></MsgType>"
      "<Content><![CDATA[" +
          text + "]]></Content><MsgId>" + id + "</MsgId><AgentID>1000002</AgentID>",
      at);
}

std::string happened(const std::string& event, const std::string& fields) {
  return xml(
      "<FromUserName><![CDATA[sys]]></FromUserName><MsgType><![CDATA[event]]></MsgType>"
      "<Event><![CDATA[" +
      event + "]]></Event>" + fields);
}

std::string get(const std::string& query, const std::string& path = "/hook/wecom") {
  return "GET " + path + "?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

std::string posted(const wecom::CallbackRequest& request) {
  return post("/hook/wecom?" + request.query, "Content-Type: text/xml\r\n", request.body);
}

/// The request by which the platform would bring this message.
std::string callback(const std::string& message, Instant at = kNow) {
  return posted(wecom::write_callback(official_crypto(), message, at, "n1"));
}

std::string url_check(const std::string& echo, const wecom::CallbackCrypto& crypto,
                      Instant at = kNow) {
  return get(wecom::write_url_check(crypto, echo, at, "n1").query);
}

/// Signed as the platform would, whatever it holds.
std::string sealed(const std::string& encrypted) {
  const std::string timestamp = std::to_string(to_ms(kNow) / 1000);
  return posted({.query = "msg_signature=" + official_crypto().sign({timestamp, "n1", encrypted}) +
                          "&timestamp=" + timestamp + "&nonce=n1",
                 .body = "<xml><Encrypt>" + encrypted + "</Encrypt></xml>"});
}

// ---- The check of the address ----

TEST(WecomWebhooks, AnswerTheUrlCheckWithItsPlaintext) {
  WebhookSite site;

  const RawClient::Answer answer = site.ask(url_check("1616140317555161061", official_crypto()));

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "1616140317555161061");
}

TEST(WecomWebhooks, AnswerNoUrlCheckThatMightGiveSomethingAway) {
  WebhookSite site;
  const std::string captured = wecom::write_callback(official_crypto(), said(kCanary), kNow, "n1")
                                   .body.substr(23);  // behind <xml><Encrypt><![CDATA[
  const std::string encrypted = captured.substr(0, captured.find(']'));
  const std::string timestamp = std::to_string(to_ms(kNow) / 1000);
  std::string escaped;
  for (const char c : encrypted) escaped += c == '+' ? "%2B" : std::string{c};
  const std::vector<std::string> requests{
      url_check(std::string(65, '1'), official_crypto()),
      url_check("", official_crypto()),
      url_check("canary canary", official_crypto()),
      url_check("<xml>canary</xml>", official_crypto()),
      url_check("汉字canary", official_crypto()),
      url_check(said(kCanary), official_crypto()),
      url_check("canary", stranger()),
      url_check("canary", official_crypto(), kNow - 10min - 1s),
      url_check("canary", official_crypto(), kNow + 10min + 1s),
      get("msg_signature=" + official_crypto().sign({timestamp, "n1", encrypted}) +
          "&timestamp=" + timestamp + "&nonce=n1&echostr=" + escaped),
      get(""),
      get("echostr=canary")};

  for (const std::string& request : requests) {
    const RawClient::Answer answer = site.ask(request);

    EXPECT_EQ(answer.status, 400) << request;
    EXPECT_EQ(answer.body, "bad request\n");
  }
  EXPECT_EQ(site.counters().malformed, requests.size());
}

TEST(WecomWebhooks, RefuseAUrlCheckWithAForgedSignature) {
  WebhookSite site;
  std::string query = wecom::write_url_check(official_crypto(), "canary", kNow, "n1").query;
  query.replace(query.find('=') + 1, 8, "00000000");

  const RawClient::Answer answer = site.ask(get(query));

  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body, "forbidden\n");
}

// ---- What becomes of callbacks ----

TEST(WecomWebhooks, KeepAPrivateMessage) {
  WebhookSite site;

  const RawClient::Answer answer = site.ask(callback(said("/申诉 12 我没有", "42")));

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  const std::vector<Event> stored = site.stored();
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_EQ(stored[0].source, "wecom");
  EXPECT_EQ(stored[0].id, EventId{"42"});
  EXPECT_EQ(stored[0].type, EventType::AppMessage);
  EXPECT_EQ(stored[0].at, kNow);
  EXPECT_TRUE(stored[0].group.empty());
  EXPECT_EQ(stored[0].message.sender.id, MemberId{"zhangsan"});
  EXPECT_EQ(stored[0].message.text, "/申诉 12 我没有");
}

TEST(WecomWebhooks, KeepWhoJoinedACustomerGroup) {
  WebhookSite site;

  site.ask(callback(happened("change_external_chat",
                             "<ChatId>wr1</ChatId><ChangeType>update</ChangeType>"
                             "<UpdateDetail>add_member</UpdateDetail><JoinScene>3</JoinScene>"
                             "<MemChangeList><Item>wm1</Item><Item>wm2</Item></MemChangeList>")));

  const std::vector<Event> stored = site.stored();
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_EQ(stored[0].type, EventType::MemberJoined);
  EXPECT_EQ(stored[0].group, GroupId{"wr1"});
  EXPECT_EQ(stored[0].method, "qr");
  ASSERT_THAT(stored[0].members, SizeIs(2));
  EXPECT_EQ(stored[0].members[1].id, MemberId{"wm2"});
}

TEST(WecomWebhooks, KeepWhatChangedInTheDirectory) {
  WebhookSite site;

  site.ask(callback(happened("change_contact",
                             "<ChangeType>update_user</ChangeType><UserID>lisi</UserID>"
                             "<Name>李四</Name><Department>1,2</Department>")));
  site.ask(callback(
      happened("change_contact", "<ChangeType>delete_user</ChangeType><UserID>wangwu</UserID>")));

  const std::vector<Event> stored = site.stored();
  ASSERT_THAT(stored, SizeIs(2));
  EXPECT_EQ(stored[0].type, EventType::ContactUpdated);
  EXPECT_EQ(stored[0].members.at(0).name, "李四");
  EXPECT_EQ(stored[1].type, EventType::ContactDeleted);
  EXPECT_EQ(stored[1].members.at(0).id, MemberId{"wangwu"});
}

TEST(WecomWebhooks, AcknowledgeAndKeepWhatTheyDoNotKnow) {
  WebhookSite site;

  EXPECT_EQ(site.ask(callback(happened("brand_new", "<What>1</What>"))).status, 200);

  const std::vector<Event> stored = site.stored();
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_EQ(stored[0].type, EventType::Unknown);
  EXPECT_THAT(stored[0].unread, HasSubstr("brand_new"));
  EXPECT_EQ(site.judged().unknown_types, 1);
}

TEST(WecomWebhooks, KeepOnceWhatIsDeliveredFourTimesInNewEnvelopes) {
  WebhookSite site;

  for (int copy = 0; copy < 4; ++copy) {
    EXPECT_EQ(site.ask(callback(said("早", "7"), kNow + 5s * copy)).status, 200);
    EXPECT_EQ(site.ask(callback(happened("change_contact",
                                         "<ChangeType>delete_user</ChangeType><UserID>a</UserID>"),
                                kNow + 5s * copy))
                  .status,
              200);
  }

  EXPECT_THAT(site.stored(), SizeIs(2));
  EXPECT_EQ(site.judged().duplicates, 6);
}

TEST(WecomWebhooks, TakeQueriesOfTenMinutesAndMessagesOfADay) {
  WebhookSite site;

  EXPECT_EQ(site.ask(callback(said("a", "1"), kNow - 10min)).status, 200);
  EXPECT_EQ(site.ask(callback(said("b", "2"), kNow + 10min)).status, 200);
  EXPECT_EQ(site.ask(callback(said("c", "3", kNow - 24h))).status, 200);
  EXPECT_EQ(site.ask(callback(said("d", "4", kNow + 5min))).status, 200);
  EXPECT_THAT(site.stored(), SizeIs(4));
}

// ---- What is refused ----

/// Each of these holds a good signature; what is wrong with it nobody is to learn.
std::vector<std::string> unacceptable() {
  const std::string key = kOfficialKeys.encoding_aes_key;
  const std::string head(16, 'r');
  std::vector<std::string> bad{
      posted(wecom::write_callback(stranger(), said(kCanary), kNow, "n1")),
      callback(said(kCanary), kNow - 10min - 1s),
      callback(said(kCanary), kNow + 10min + 1s),
      callback(said(kCanary, "1", kNow - 24h - 1s)),
      callback(said(kCanary, "1", kNow + 5min + 1s)),
      callback(""),
      callback("canary"),
      callback("{\"canary\":1}"),
      callback("<xml><CreateTime>canary</CreateTime></xml>"),
      callback("<!DOCTYPE xml [<!ENTITY a \"canary\">]>" + said("&a;")),
      callback(said("canary").substr(0, 60)),
      callback(xml("<Content>\xFF\xFE canary</Content>")),
      callback(xml("<MsgId>1</MsgId><MsgId>2</MsgId><MsgType>text</MsgType>"
                   "<FromUserName>a</FromUserName>")),
      sealed(raw_seal(key, head + std::string(16, '\0'))),
      sealed(raw_seal(key, head + "\x7F\xFF\xFF\xFF" + std::string(12, '\x0C'))),
      sealed(raw_seal(key, std::string(64, '\x21'))),
      sealed("AAAA"),
      sealed("canary!"),
      sealed("")};
  for (const std::string& body :
       {std::string{}, std::string{"canary"}, std::string{"{}"},
        std::string{"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>"},
        std::string{"<!DOCTYPE a><xml><Encrypt>a</Encrypt></xml>"}})
    bad.push_back(
        posted({wecom::write_callback(official_crypto(), said("a"), kNow, "n1").query, body}));
  return bad;
}

TEST(WecomWebhooks, RefuseAllThatIsUnacceptableInTheSameWords) {
  const LogCapture log;
  WebhookSite site;
  const std::vector<std::string> requests = unacceptable();
  const RawClient::Answer first = site.ask(requests[0]);

  for (const std::string& request : requests) {
    const RawClient::Answer answer = site.ask(request);

    EXPECT_EQ(answer.status, 400) << request;
    EXPECT_EQ(answer.head, first.head);
    EXPECT_EQ(answer.body, "bad request\n");
  }
  EXPECT_EQ(site.counters().malformed, requests.size() + 1);
  EXPECT_THAT(site.stored(), IsEmpty());
  EXPECT_THAT(log.lines(), SizeIs(1));
  EXPECT_THAT(log.text(), Not(HasSubstr(kCanary)));
}

TEST(WecomWebhooks, RefuseAllThatIsForgedInTheSameWords) {
  const LogCapture log;
  WebhookSite site;
  const wecom::CallbackRequest good =
      wecom::write_callback(official_crypto(), said(kCanary), kNow, "n1");
  const auto with = [&good](const std::string& before, const std::string& after) {
    wecom::CallbackRequest forged = good;
    forged.query.replace(forged.query.find(before), before.size(), after);
    return posted(forged);
  };
  wecom::CallbackRequest other = good;
  other.body = wecom::write_callback(official_crypto(), said("b"), kNow, "n1").body;
  const std::vector<std::string> requests{
      with("nonce=n1", "nonce=n2"), with("msg_signature=", "msg_signature=0"),
      with("msg_signature=", "msg_signature=x&x="), posted(other)};
  const RawClient::Answer first = site.ask(requests[0]);

  for (const std::string& request : requests) {
    const RawClient::Answer answer = site.ask(request);

    EXPECT_EQ(answer.status, 403) << request;
    EXPECT_EQ(answer.head, first.head);
    EXPECT_EQ(answer.body, "forbidden\n");
  }
  EXPECT_EQ(site.counters().forbidden, requests.size() + 1);
  EXPECT_THAT(site.stored(), IsEmpty());
  EXPECT_THAT(log.text(), Not(HasSubstr(kCanary)));
  EXPECT_THAT(log.text(), Not(HasSubstr(kOfficialKeys.token)));
}

}  // namespace
}  // namespace qunguan::test
