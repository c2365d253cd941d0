#include "qunguan/wecom/callback_codec.hpp"

#include <map>

#include <gmock/gmock.h>

#include "qunguan/wecom/callback_writer.hpp"
#include "support/official_vectors.hpp"

namespace qunguan::wecom {
namespace {

using namespace std::chrono_literals;
using test::kOfficialEcho;
using test::kOfficialKeys;
using test::kOfficialXml;
using test::official_crypto;

constexpr Instant kNow{1'409'659'813s};
constexpr Instant kEchoTime{1'409'659'589s};

CallbackCodec official_codec() { return CallbackCodec{{official_crypto()}}; }

std::string created_at(Instant at, std::string_view rest = "") {
  return "<xml><FromUserName>a</FromUserName><CreateTime>" + std::to_string(to_ms(at) / 1000) +
         "</CreateTime><MsgType>text</MsgType><Content>hi</Content><MsgId>1</MsgId>" +
         std::string{rest} + "</xml>";
}

Result<Event> decode(std::string_view message) {
  const CallbackRequest request = write_callback(official_crypto(), message, kNow, "n");
  return official_codec().decode(request.query, request.body, kNow);
}

std::string echo_query() {
  std::string escaped;
  for (const char c : kOfficialEcho.encrypted) {
    if (c == '/')
      escaped += "%2F";
    else if (c == '+')
      escaped += "%2B";
    else if (c == '=')
      escaped += "%3D";
    else
      escaped += c;
  }
  return kOfficialEcho.query() + "&echostr=" + escaped;
}

void expect_refused(const Result<Event>& event, std::string_view what) {
  ASSERT_FALSE(event) << what;
  EXPECT_EQ(event.error().code, Error::Code::Invalid) << what;
  EXPECT_EQ(event.error().message, "not an acceptable callback") << what;
}

TEST(CallbackCodec, ReadsTheOfficialPost) {
  const Result<Event> event =
      official_codec().decode(kOfficialXml.query(), kOfficialXml.body(), kNow + 2s);

  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->type, EventType::AppMessage);
  EXPECT_EQ(event->id, EventId{"4561255354251345929"});
  EXPECT_EQ(event->message.id, MessageId{"4561255354251345929"});
  EXPECT_EQ(event->message.sender.id, MemberId{"mycreate"});
  EXPECT_EQ(event->message.text, "hello");
  EXPECT_EQ(event->at, kNow);
  EXPECT_EQ(event->received_at, kNow + 2s);
}

TEST(CallbackCodec, ReadsTheOuterXmlInAnyShape) {
  const std::string encrypted{kOfficialXml.encrypted};
  for (const std::string& body : {
           "<xml> <ToUserName><![CDATA[wx]]></ToUserName>\n<AgentID>218</AgentID><Encrypt>" +
               encrypted + "</Encrypt></xml>",
           "<?xml version=\"1.0\"?>\r\n<xml>\r\n<Encrypt><![CDATA[" + encrypted +
               "]]></Encrypt>\r\n</xml>",
       })
    EXPECT_TRUE(official_codec().decode(kOfficialXml.query(), body, kNow)) << body;
}

TEST(CallbackCodec, AnswersTheOfficialUrlCheck) {
  const Result<std::string> echo = official_codec().verify_url(echo_query(), kEchoTime);

  ASSERT_TRUE(echo) << echo.error().message;
  EXPECT_EQ(*echo, kOfficialEcho.message);
}

TEST(CallbackCodec, KeepsThePlusesOfAnEcho) {
  const std::string bare =
      kOfficialEcho.query() + "&echostr=" + std::string{kOfficialEcho.encrypted};
  std::string spaced = bare;
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  std::string escaped_spaces = bare;
  while (escaped_spaces.find('+') != std::string::npos)
    escaped_spaces.replace(escaped_spaces.find('+'), 1, "%20");

  for (const std::string& query : {bare, spaced, escaped_spaces})
    EXPECT_TRUE(official_codec().verify_url(query, kEchoTime)) << query;
}

TEST(CallbackCodec, DecodesAQueryOnlyOnce) {
  std::string twice;
  for (const char c : echo_query()) twice += c == '%' ? std::string{"%25"} : std::string{c};

  EXPECT_FALSE(official_codec().verify_url(twice, kEchoTime));
}

TEST(CallbackCodec, GivesOutNoCapturedCallbackAsAnEcho) {
  std::string query = kOfficialXml.query() + "&echostr=";
  for (const char c : kOfficialXml.encrypted)
    query += c == '+' ? std::string{"%2B"} : std::string{c};

  const Result<std::string> echo = official_codec().verify_url(query, kNow);

  ASSERT_FALSE(echo);
  EXPECT_EQ(echo.error().code, Error::Code::Invalid);
  EXPECT_EQ(echo.error().message, "not an acceptable callback");
}

TEST(CallbackCodec, EchoesOnlyShortPlainWords) {
  const auto verify = [](std::string_view echo) {
    return official_codec().verify_url(write_url_check(official_crypto(), echo, kNow, "n").query,
                                       kNow);
  };

  EXPECT_EQ(*verify(std::string(64, '7')), std::string(64, '7'));
  EXPECT_EQ(*verify("aZ09"), "aZ09");
  for (const std::string& echo : {std::string(65, '7'), std::string{}, std::string{"{}"},
                                  std::string{"a b"}, std::string{"群"}, std::string{"<xml/>"}})
    EXPECT_FALSE(verify(echo)) << echo;
}

TEST(CallbackCodec, EchoesOnlyForItsOwnReceiveId) {
  CallbackKeys keys = kOfficialKeys;
  keys.receive_id = "wxother";
  const CallbackRequest foreign = write_url_check(*CallbackCrypto::create(keys), "123", kNow, "n");

  EXPECT_FALSE(official_codec().verify_url(foreign.query, kNow));
}

TEST(CallbackCodec, RefusesForgedSignatures) {
  std::string query = kOfficialXml.query();
  query[std::string{"msg_signature="}.size()] = '0';

  for (const std::string& forged : {query, std::string{"timestamp=1409659813&nonce=1372623149"},
                                    "msg_signature=4777&" + query.substr(55)}) {
    const Result<Event> event = official_codec().decode(forged, kOfficialXml.body(), kNow);
    ASSERT_FALSE(event) << forged;
    EXPECT_EQ(event.error().code, Error::Code::Forbidden) << forged;
  }
}

TEST(CallbackCodec, RefusesRepeatedOrBrokenParameters) {
  const std::string good = kOfficialXml.query();
  const auto decodes = [](const std::string& query) {
    return official_codec().decode(query, kOfficialXml.body(), kNow).has_value();
  };
  ASSERT_TRUE(decodes(good));

  EXPECT_TRUE(decodes(good + "&utm=1&utm=2"));
  EXPECT_TRUE(decodes("&&" + good + "&"));
  EXPECT_FALSE(decodes(good + "&nonce=1372623149"));
  EXPECT_FALSE(decodes(good + "&timestamp=1409659813"));
  EXPECT_FALSE(decodes(good + "&msg_signature=" + std::string{kOfficialXml.signature}));
  EXPECT_FALSE(decodes("nonce=&" + good));
  EXPECT_FALSE(decodes("nonce&" + good));
  EXPECT_FALSE(decodes(good + "&echostr=%"));
  EXPECT_FALSE(decodes(good + "&echostr=%4"));
  EXPECT_FALSE(decodes(good + "&echostr=%zz"));
  EXPECT_FALSE(decodes(good + "&echostr=%-1"));
  EXPECT_FALSE(decodes(good + "&x=" + std::string(4096, 'x')));
  EXPECT_FALSE(decodes(""));
}

TEST(CallbackCodec, TakesTimestampsWithinTenMinutes) {
  const auto decodes = [](Instant now) {
    return official_codec().decode(kOfficialXml.query(), kOfficialXml.body(), now).has_value();
  };

  EXPECT_TRUE(decodes(kNow + 10min));
  EXPECT_FALSE(decodes(kNow + 10min + 1ms));
  EXPECT_TRUE(official_codec().verify_url(echo_query(), kEchoTime - 10min));
  EXPECT_FALSE(official_codec().verify_url(echo_query(), kEchoTime - 10min - 1ms));
}

TEST(CallbackCodec, TakesOnlyTimestampsAndNoncesOfTheirShape) {
  const CallbackCrypto crypto = official_crypto();
  const auto decodes = [&](const std::string& timestamp, const std::string& nonce) {
    const std::string encrypted = crypto.seal(created_at(kNow));
    const std::string query = "msg_signature=" + crypto.sign({timestamp, nonce, encrypted}) +
                              "&timestamp=" + timestamp + "&nonce=" + nonce;
    return official_codec()
        .decode(query, "<xml><Encrypt>" + encrypted + "</Encrypt></xml>", kNow)
        .has_value();
  };

  EXPECT_TRUE(decodes("1409659813", "aZ_9-"));
  EXPECT_TRUE(decodes("1409659813", std::string(64, 'n')));
  EXPECT_FALSE(decodes("1409659813", std::string(65, 'n')));
  EXPECT_FALSE(decodes("1409659813", "a.b"));
  EXPECT_FALSE(decodes("01409659813", "n"));
  EXPECT_FALSE(decodes("140965981", "n"));
  EXPECT_FALSE(decodes("+140965981", "n"));
  EXPECT_FALSE(decodes("-140965981", "n"));
  EXPECT_FALSE(decodes("140965981x", "n"));
}

TEST(CallbackCodec, IsNotFooledByMovingDigitsBetweenTimestampAndNonce) {
  const CallbackCrypto crypto = official_crypto();
  const std::string digits = "13726231491409659813";
  int verified = 0;
  int accepted = 0;

  for (std::size_t cut = 0; cut <= digits.size(); ++cut) {
    const std::string left = digits.substr(0, cut);
    const std::string right = digits.substr(cut);
    for (const auto& [timestamp, nonce] : {std::pair{left, right}, std::pair{right, left}}) {
      if (crypto.sign({timestamp, nonce, kOfficialXml.encrypted}) != kOfficialXml.signature)
        continue;
      ++verified;
      std::string query{"msg_signature="};
      query += kOfficialXml.signature;
      query += "&timestamp=" + timestamp;
      query += "&nonce=" + nonce;
      const Result<Event> event = official_codec().decode(query, kOfficialXml.body(), kNow);
      if (!event) continue;
      ++accepted;
      EXPECT_EQ(event->id, EventId{"4561255354251345929"});
    }
  }

  EXPECT_GE(verified, 34);
  EXPECT_EQ(accepted, 1);
}

TEST(CallbackCodec, TakesMessagesOfTheLastDayAndTheNextFiveMinutes) {
  EXPECT_TRUE(decode(created_at(kNow - 24h)));
  EXPECT_TRUE(decode(created_at(kNow + 5min)));
  expect_refused(decode(created_at(kNow - 24h - 1s)), "too old");
  expect_refused(decode(created_at(kNow + 5min + 1s)), "too new");
}

TEST(CallbackCodec, RefusesTheSameWordsWhateverIsWrongInside) {
  const std::string good = created_at(kNow);
  ASSERT_TRUE(decode(good));
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<d>";
  for (int i = 0; i < 40; ++i) deep += "</d>";

  for (const std::string& message :
       {std::string{}, std::string{"hello"}, std::string{"{}"}, good.substr(1), good + "x",
        std::string{"<xml><CreateTime>x</CreateTime></xml>"}, std::string{"<xml></xml>"},
        std::string{"<xml><CreateTime>99999999999999999999</CreateTime></xml>"},
        std::string{"<xml><CreateTime>-1409659813</CreateTime></xml>"},
        "<!DOCTYPE xml [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + good,
        "<?xml version='1.0' encoding='GBK'?>" + good, created_at(kNow, deep),
        created_at(kNow, "<MsgId>2</MsgId>"), created_at(kNow, "<MsgId>1</MsgId>"),
        created_at(kNow, "<Content>other</Content>"),
        created_at(kNow, "<CreateTime>1</CreateTime>"), created_at(kNow, "<MsgType><a/></MsgType>"),
        created_at(kNow, "<X><![CDATA[a]]>b]]></X>")})
    expect_refused(decode(message), message);
}

TEST(CallbackCodec, RefusesTheSameWordsWhateverIsWrongOutside) {
  std::string twice = kOfficialXml.body();
  twice.insert(twice.find("</xml>"), "<Encrypt>AAAA</Encrypt>");
  for (const std::string& body :
       {std::string{}, std::string{"{\"encrypt\":\"x\"}"}, kOfficialXml.body().substr(1),
        "<!DOCTYPE xml>" + kOfficialXml.body(), twice,
        kOfficialXml.body() + std::string(CallbackCodec::kLargestBody, ' ')})
    expect_refused(official_codec().decode(kOfficialXml.query(), body, kNow), body.substr(0, 40));
}

TEST(CallbackCodec, TakesRepeatedElementsItDoesNotRead) {
  EXPECT_TRUE(decode(created_at(kNow, "<New>1</New><New>2</New>")));
}

TEST(CallbackCodec, TakesTwoSetsOfKeysWhileTheyAreRotated) {
  const CallbackKeys new_keys{.token = "newtoken",
                              .encoding_aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
                              .receive_id = kOfficialKeys.receive_id};
  CallbackKeys same_token = new_keys;
  same_token.token = kOfficialKeys.token;
  const CallbackCrypto second = *CallbackCrypto::create(new_keys);
  const CallbackCrypto third = *CallbackCrypto::create(same_token);
  const CallbackCodec codec{{official_crypto(), second, third}};

  for (const CallbackCrypto& crypto : {official_crypto(), second, second, third}) {
    const CallbackRequest request = write_callback(crypto, created_at(kNow), kNow, "n");
    EXPECT_TRUE(codec.decode(request.query, request.body, kNow));
  }

  EXPECT_EQ(codec.uses(0), 1U);
  EXPECT_EQ(codec.uses(1), 2U);
  EXPECT_EQ(codec.uses(2), 1U);
  const CallbackRequest retired = write_callback(second, created_at(kNow), kNow, "n");
  EXPECT_EQ(official_codec().decode(retired.query, retired.body, kNow).error().code,
            Error::Code::Forbidden);
}

TEST(CallbackCodec, TellsEventsOfTheSameSecondApart) {
  const auto tag_event = [](std::string_view tag) {
    return "<xml><FromUserName>sys</FromUserName><CreateTime>1409659813</CreateTime>"
           "<MsgType>event</MsgType><Event>change_contact</Event><ChangeType>update_tag</"
           "ChangeType>"
           "<TagId>" +
           std::string{tag} + "</TagId></xml>";
  };

  const EventId first = decode(tag_event("1"))->id;

  EXPECT_THAT(first.text(), testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_NE(decode(tag_event("2"))->id, first);
  EXPECT_EQ(decode(tag_event("1"))->id, first);
}

TEST(CallbackCodec, NamesAMessageWithoutIdByWhatItSays) {
  const Result<Event> event = decode(
      "<xml><FromUserName>a</FromUserName><CreateTime>1409659813</CreateTime>"
      "<MsgType>text</MsgType><Content>hi</Content></xml>");

  ASSERT_TRUE(event);
  EXPECT_EQ(event->id.text().size(), 32U);
  EXPECT_EQ(event->message.id.text(), event->id.text());
}

}  // namespace
}  // namespace qunguan::wecom
