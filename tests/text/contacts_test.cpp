#include "qunguan/text/contacts.hpp"

#include <map>

#include <gmock/gmock.h>

#include "support/random_text.hpp"
#include "support/traps.hpp"

namespace qunguan::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Kind = Contact::Kind;
using Values = std::vector<std::string>;

Values found(Kind kind, std::string_view text) {
  Values values;
  for (const Contact& contact : find_contacts(text))
    if (contact.kind == kind) values.push_back(contact.value);
  return values;
}

TEST(Contacts, FindsPhonesInDisguise) {
  for (const std::string text :
       {"电话13800138000", "１３８００１３８０００", "138-0013-8000", "138 0013 8000",
        "一三八零零一三八零零零", "壹叁捌〇〇壹叁捌〇〇〇", "①③⑧00①③⑧000", "1️⃣3️⃣8️⃣00138000",
        "+86 13800138000", "8613800138000", "1.3.8.0.0.1.3.8.0.0.0", "138零零138000",
        "周一13800138000，88元", "138 0013 8000 88元"})
    EXPECT_THAT(found(Kind::Phone, text), ElementsAre("13800138000")) << text;
}

TEST(Contacts, TakesNoOtherNumberForAPhone) {
  for (const std::string text :
       {"11010519900307233X", "订单20260302138001", "12800138000", "1380013800", "138001380001",
        "会议号 123 456 789", "2026-03-02 13:00", "138。00138000", "一共三八零零件", ""})
    EXPECT_THAT(found(Kind::Phone, text), IsEmpty()) << text;
}

TEST(Contacts, FindsWeChatIds) {
  EXPECT_THAT(found(Kind::WeChat, "加微信：abc_12345"), ElementsAre("abc_12345"));
  EXPECT_THAT(found(Kind::WeChat, "ｖｘ ｚｈａｎｇ88899"), ElementsAre("zhang88899"));
  EXPECT_THAT(found(Kind::WeChat, "ѵх号 zhangsan"), ElementsAre("zhangsan"));
  EXPECT_THAT(found(Kind::WeChat, "薇信13800138000"), ElementsAre("13800138000"));
  EXPECT_THAT(found(Kind::WeChat, "➕V：wxid_abcdef"), ElementsAre("wxid_abcdef"));
  EXPECT_THAT(found(Kind::WeChat, "加v八八八九九九"), ElementsAre("888999"));

  for (const std::string text : {"微信 android版", "微信支付", "加微积分", "wx", "svx: abcdef1"})
    EXPECT_THAT(found(Kind::WeChat, text), IsEmpty()) << text;
}

TEST(Contacts, FindsQqNumbersAndGroups) {
  EXPECT_THAT(found(Kind::Qq, "QQ：123456"), ElementsAre("123456"));
  EXPECT_THAT(found(Kind::Qq, "扣扣号 一二三四五六"), ElementsAre("123456"));
  EXPECT_THAT(found(Kind::Invitation, "QQ群号：87654321"), ElementsAre("87654321"));
  EXPECT_THAT(found(Kind::Invitation, "q群 87654321"), ElementsAre("87654321"));

  for (const std::string text : {"QQ音乐", "qq 1234", "QQ：012345", "我有QQ，他也有，共 123456 人"})
    EXPECT_THAT(find_contacts(text), IsEmpty()) << text;
}

TEST(Contacts, FindsLinksThatLeadIntoGroupsOrHideWhereTheyLead) {
  EXPECT_THAT(found(Kind::Invitation, "https://weixin.qq.com/g/AwYAAabc"),
              ElementsAre("weixin.qq.com/g/awyaaabc"));
  EXPECT_THAT(found(Kind::Invitation, "进群ｔ.ｍｅ/abcde"), ElementsAre("t.me/abcde"));
  EXPECT_THAT(found(Kind::ShortLink, "点 t.cn/A6abcd"), ElementsAre("t.cn/a6abcd"));
  EXPECT_THAT(found(Kind::ShortLink, "https://bit.ly/3abc"), ElementsAre("bit.ly/3abc"));

  EXPECT_THAT(find_contacts("https://mp.weixin.qq.com/s/abc"), IsEmpty());
  EXPECT_THAT(find_contacts("https://weixin.qq.com/"), IsEmpty());
}

TEST(Contacts, AccuseNobodyOfAnOrdinaryMessage) {
  const std::vector<std::string> messages =
      test::trap_lines(QUNGUAN_SOURCE_DIR, "contact_traps.txt");

  ASSERT_GE(messages.size(), 100U);
  for (const std::string& message : messages)
    for (const Contact& contact : find_contacts(message))
      ADD_FAILURE() << contact.value << " in " << message;
}

TEST(Contacts, AreFoundWhereTheyHide) {
  const std::map<std::string, Kind> kinds{{"phone", Kind::Phone},
                                          {"wechat", Kind::WeChat},
                                          {"qq", Kind::Qq},
                                          {"invitation", Kind::Invitation},
                                          {"short_link", Kind::ShortLink}};
  const std::vector<std::string> lines =
      test::trap_lines(QUNGUAN_SOURCE_DIR, "hidden_contacts.txt");

  ASSERT_GE(lines.size(), 60U);
  for (const std::string& line : lines) {
    const std::size_t value = line.find('\t') + 1;
    const std::size_t message = line.find('\t', value) + 1;
    EXPECT_THAT(found(kinds.at(line.substr(0, value - 1)), line.substr(message)),
                ElementsAre(line.substr(value, message - value - 1)))
        << line;
  }
}

TEST(Contacts, FindsAPhoneInTheIdThatItIs) {
  EXPECT_THAT(found(Kind::Phone, "薇信13800138000"), ElementsAre("13800138000"));
}

TEST(Contacts, StopAfterAFewDozen) {
  std::string numbers;
  std::string words;
  for (int i = 0; i < 20'000; ++i) {
    numbers += "13800138000，";
    words += "qq1234567,";
  }

  EXPECT_THAT(find_contacts(numbers), SizeIs(48));
  EXPECT_THAT(find_contacts(words), SizeIs(48));
}

TEST(Contacts, AreReadAsTheyAreWrittenDown) {
  const auto may_be = [](Kind kind, std::string_view written) {
    Values values;
    for (const Contact& contact : contacts_written(written))
      if (contact.kind == kind) values.push_back(contact.value);
    return values;
  };

  for (const char* text : {"13900139000", "139-0013-9000", "139 0013 9000", "+86 139 0013 9000",
                           "１３９-０013-9000", "一三九零零一三九零零零", "电话13900139000"})
    EXPECT_THAT(may_be(Kind::Phone, text), ElementsAre("13900139000")) << text;
  EXPECT_THAT(may_be(Kind::WeChat, "ZhangSan"), ElementsAre("zhangsan"));
  EXPECT_THAT(may_be(Kind::WeChat, "+86 139 0013 9000"), ElementsAre("13900139000"));
  EXPECT_THAT(may_be(Kind::Qq, "400-123-4567"), ElementsAre("4001234567"));
  EXPECT_THAT(may_be(Kind::Invitation, "87654321"), ElementsAre("87654321"));
  EXPECT_THAT(may_be(Kind::ShortLink, "t.cn/A6abcd"), ElementsAre("t.cn/a6abcd"));
  for (const char* text : {"", "张三", "1234", "138001380001", "abc", "iphone"})
    EXPECT_THAT(contacts_written(text), IsEmpty()) << text;
}

TEST(Contacts, KnowsWhereItStands) {
  const std::vector<Contact> contacts = find_contacts("电话１38-00138000，加");

  ASSERT_THAT(contacts, SizeIs(1));
  EXPECT_EQ(contacts[0].begin, 6U);
  EXPECT_EQ(contacts[0].end, 20U);
}

TEST(Contacts, AnswersForAnyBytes) {
  std::mt19937 random{7};
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = random_text(random);
    for (const Contact& contact : find_contacts(text)) {
      EXPECT_LT(contact.begin, contact.end);
      EXPECT_LE(contact.end, text.size());
    }
  }
}

}  // namespace
}  // namespace qunguan::text
