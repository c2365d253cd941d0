#include "qunguan/text/nickname_template.hpp"

#include <random>

#include <gmock/gmock.h>

#include "support/random_text.hpp"

namespace qunguan::text {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Known = NicknameTemplate::Known;

const Known kNobody;
const Known kZhang{{"部门", "销售部"}, {"姓名", "张三"}};

NicknameTemplate format(std::string_view text) {
  Result<NicknameTemplate> parsed = NicknameTemplate::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : NicknameTemplate{};
}

bool fits(std::string_view text, std::string_view nickname, const Known& known = kNobody) {
  return !format(text).check(nickname, known);
}

/// Part and reason, as `姓名: 姓名应为…`.
std::string misfit(std::string_view text, std::string_view nickname, const Known& known = kNobody) {
  const auto misfit = format(text).check(nickname, known);
  return misfit ? misfit->part + ": " + misfit->reason : "fits";
}

// ---- Formats -----------------------------------------------------------------------------------

TEST(NicknameFormat, NamesItsPartsInOrder) {
  const NicknameTemplate parsed = format("{部门}-{姓名}({工号})");

  EXPECT_THAT(parsed.parts(), ElementsAre("部门", "姓名", "工号"));
  EXPECT_EQ(parsed.format(), "{部门}-{姓名}({工号})");
}

TEST(NicknameFormat, KnowsThirteenParts) {
  for (const std::string part : {"部门", "姓名", "职位", "地区", "昵称", "标签", "公司", "中心",
                                 "学校", "班级", "学生", "推荐人姓名", "工号"})
    EXPECT_TRUE(NicknameTemplate::parse("{" + part + "}")) << part;
}

TEST(NicknameFormat, RefusesWhatIsNoFormatAndNamesTheParts) {
  for (const char* text : {"", "部门-姓名", "{年龄}", "{}", "{姓名", "姓名}", "{{姓名}}",
                           "{姓名}{姓名}", "{部门}-{姓名}-{部门}", "{部门{姓名}", "\xFF{\xFE}"}) {
    const Result<NicknameTemplate> parsed = NicknameTemplate::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Error::Code::Invalid);
    EXPECT_THAT(parsed.error().message, HasSubstr("推荐人姓名"));
  }
}

TEST(NicknameFormat, ShowsAnExample) {
  const NicknameTemplate parsed = format("{部门}-{姓名}");

  EXPECT_EQ(parsed.example(kZhang), "销售部-张三");
  EXPECT_EQ(parsed.example({{"姓名", "张三"}}), "{部门}-张三");
  EXPECT_EQ(parsed.example({{"部门", " "}, {"姓名", "张三"}}), "{部门}-张三");
  EXPECT_EQ(parsed.example(kNobody), "部门-姓名");
}

// ---- What fits ---------------------------------------------------------------------------------

TEST(Nickname, FitsWithWhatTheDirectorySays) {
  EXPECT_TRUE(fits("{部门}-{姓名}", "销售部-张三", kZhang));
  EXPECT_TRUE(fits("{部门}-{姓名}", " 销售部-张三\u3000", kZhang));
  EXPECT_FALSE(fits("{部门}-{姓名}", "销售部-李四", kZhang));
  EXPECT_FALSE(fits("{部门}-{姓名}", "张三", kZhang));
  EXPECT_FALSE(fits("{部门}-{姓名}", "", kZhang));
}

TEST(Nickname, MayHaveAnyDashOrARunOfThem) {
  for (const std::string dash : {"-", "‐", "‑", "–", "—", "―", "－", "——", "--", "-—", "−"})
    EXPECT_TRUE(fits("{部门}-{姓名}", "销售部" + dash + "张三", kZhang)) << dash;
  EXPECT_TRUE(fits("{部门}——{姓名}", "销售部-张三", kZhang));
}

TEST(Nickname, MayHaveAWidePlus) {
  EXPECT_TRUE(fits("{部门}+{姓名}", "销售部＋张三", kZhang));
  EXPECT_FALSE(fits("{部门}+{姓名}", "销售部-张三", kZhang));
}

TEST(Nickname, MayNotHaveUnderscoreSpaceOrNothingForADash) {
  for (const std::string separator : {"_", " ", "", " - ", "- ", "/", "·", "一"}) {
    EXPECT_FALSE(fits("{部门}-{姓名}", "销售部" + separator + "张三", kZhang)) << separator;
    if (separator != "一") {
      EXPECT_FALSE(fits("{部门}-{姓名}", "销售部" + separator + "张三")) << separator;
    }
  }
}

TEST(Nickname, DisregardsCaseAndWidth) {
  const Known known{{"部门", "IT部"}, {"姓名", "John Smith"}};

  EXPECT_TRUE(fits("{部门}-{姓名}", "ｉｔ部-JOHN SMITH", known));
  EXPECT_TRUE(fits("{姓名}", "张\u200B三", kZhang));
  EXPECT_TRUE(fits("{姓名}", "張三", kZhang));
}

TEST(Nickname, TakesAnyMiddleDot) {
  for (const std::string dot : {"·", "•", "‧", "・", "･", "∙"})
    EXPECT_TRUE(fits("{姓名}", "阿卜杜拉" + dot + "买买提", {{"姓名", "阿卜杜拉·买买提"}})) << dot;
}

TEST(Nickname, GoesByShapeWhereNothingIsKnown) {
  EXPECT_TRUE(fits("{部门}-{姓名}", "市场部-李四"));
  EXPECT_TRUE(fits("{部门}-{姓名}", "研发(一)部-欧阳修之"));
  EXPECT_TRUE(fits("{部门}-{姓名}", "市场部-张三", {{"姓名", "张三"}}));
  EXPECT_FALSE(fits("{部门}-{姓名}", "市场部-李四", {{"姓名", "张三"}}));
  EXPECT_FALSE(fits("{部门}-{姓名}", "市场部-1"));
  EXPECT_FALSE(fits("{部门}-{姓名}", "市场部-一组-李四"));
}

TEST(Nickname, KnowsTheShapesOfNames) {
  for (const char* name :
       {"张三", "欧阳修之", "阿卜杜拉·买买提", "John Smith", "J. O'Neill", "李·Li"})
    EXPECT_EQ(fits("{姓名}", name), std::string{name} != "李·Li") << name;
  for (const char* name : {"张", "追风的少年", "张三1", "小张🌹", "·张三", "张··三", "J", " ", "1",
                           "张 三", "John  Smith", "张三-李四"})
    EXPECT_FALSE(fits("{姓名}", name)) << name;
}

TEST(Nickname, KnowsTheShapeOfStaffNumbers) {
  EXPECT_TRUE(fits("{工号}", "A01234"));
  EXPECT_FALSE(fits("{工号}", "A-01"));
  EXPECT_FALSE(fits("{工号}", "零一"));
  EXPECT_FALSE(fits("{工号}", "123456789012345678901"));
}

TEST(Nickname, KnowsTheShapeOfOtherParts) {
  EXPECT_TRUE(fits("{地区}", "一二三四五六七八九十一二"));
  EXPECT_FALSE(fits("{地区}", "一二三四五六七八九十一二三"));
  EXPECT_FALSE(fits("{昵称}★{标签}", "小李★餐饮★"));
  EXPECT_TRUE(fits("{昵称}★{标签}", "小李★餐饮"));
  EXPECT_TRUE(fits("{姓名}({部门})", "张三（销售部）"));
}

TEST(Nickname, MayHaveItsPartsSideBySide) {
  const std::string b14 = "{公司}{部门}{职位}{姓名}";
  const Known known{{"公司", "安徽商会"}, {"部门", "金融服务部"}, {"姓名", "张三"}};

  EXPECT_TRUE(fits(b14, "安徽商会金融服务部经理张三", known));
  EXPECT_FALSE(fits(b14, "安徽商会金融服务部张三", known));  // no post
  EXPECT_FALSE(fits(b14, "安徽商会经理张三", known));
  EXPECT_TRUE(fits("{中心}{姓名}", "培训中心张三", {{"姓名", "张三"}}));
  EXPECT_FALSE(fits("{中心}{姓名}", "培训中心李四", {{"姓名", "张三"}}));
}

// ---- What to change ----------------------------------------------------------------------------

TEST(NicknameMisfit, TellsTheWrongSeparator) {
  EXPECT_EQ(misfit("{部门}-{姓名}", "销售部_张三", kZhang), ": “销售部_张三”中的“_”应为“-”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "市场部_李四"), ": “市场部_李四”中的“_”应为“-”");
  EXPECT_EQ(misfit("{部门}+{姓名}", "销售部—张三", kZhang), ": “销售部—张三”中的“—”应为“+”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "销售部 张三", kZhang), ": “销售部 张三”中的空格应为“-”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "销售部 - 张三", kZhang),
            ": “销售部 - 张三”中“-”前后不应有空格");
}

TEST(NicknameMisfit, TellsTheMissingSeparator) {
  EXPECT_EQ(misfit("{部门}-{姓名}", "销售部张三", kZhang), ": “销售部”和“张三”之间缺少“-”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "市场部李四"), ": 部门和姓名之间缺少“-”");
  EXPECT_EQ(misfit("【{部门}】{姓名}", "销售部】张三", kZhang), ": 开头缺少“【”");
  EXPECT_EQ(misfit("{姓名}({部门})", "张三(销售部", kZhang), ": 末尾缺少“)”");
}

TEST(NicknameMisfit, TellsTheWrongPart) {
  EXPECT_EQ(misfit("{部门}-{姓名}", "销售-张三", kZhang), "部门: 部门应为“销售部”，现在是“销售”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "销售部-小张", kZhang), "姓名: 姓名应为“张三”，现在是“小张”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "销售部-张三🌹", kZhang),
            "姓名: 姓名应为“张三”，现在是“张三🌹”");
  EXPECT_EQ(misfit("{姓名}", "追风少年", kZhang), "姓名: 姓名应为“张三”，现在是“追风少年”");
}

TEST(NicknameMisfit, TellsTheWrongShape) {
  EXPECT_THAT(misfit("{部门}-{姓名}", "市场部-小张1"),
              HasSubstr("姓名: “小张1”不像姓名，应为2到4个汉字"));
  EXPECT_EQ(misfit("{工号}", "张三"), "工号: “张三”不像工号，工号只有字母和数字，最多20位");
  EXPECT_EQ(misfit("{地区}-{姓名}", "南宁/青秀-张三"), "地区: 地区“南宁/青秀”里不能有“/”");
  EXPECT_EQ(misfit("{地区}-{姓名}", "南 宁-张三"), "地区: 地区“南 宁”里不能有空格");
  EXPECT_EQ(misfit("{地区}-{姓名}", "一二三四五六七八九十一二三-张三"),
            "地区: 地区“一二三四五六七八九十一二三”太长，最多12个字");
}

TEST(NicknameMisfit, TakesTheSurestPartsForRight) {
  EXPECT_EQ(misfit("{部门}-{姓名}", "市场部-一组-张三", {{"姓名", "张三"}}),
            "部门: 部门“市场部-一组”里不能有“-”");
  EXPECT_EQ(misfit("{地区}-{姓名}", "南宁-青秀-张三"), "地区: 地区“南宁-青秀”里不能有“-”");
}

TEST(NicknameMisfit, TellsTheMissingPart) {
  EXPECT_EQ(misfit("{部门}-{姓名}", "-张三", kZhang), "部门: 缺少部门“销售部”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "市场部-"), "姓名: 缺少姓名");
  EXPECT_EQ(misfit("{姓名}", " ", kZhang), "姓名: 缺少姓名“张三”");
}

TEST(NicknameMisfit, ShowsTheWholeNicknameWhenMoreThanOneThingIsWrong) {
  EXPECT_EQ(misfit("{部门}-{姓名}", "追风少年", kZhang), "部门: 昵称应为“销售部-张三”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "张三", kZhang), "部门: 昵称应为“销售部-张三”");
  EXPECT_EQ(misfit("{部门}-{姓名}", "张三-销售部", kZhang), "部门: 昵称应为“销售部-张三”");
  EXPECT_THAT(misfit("{部门}-{姓名}", "阿三", {{"姓名", "张三"}}),
              HasSubstr("昵称应按“{部门}-张三”的格式写"));
}

TEST(NicknameMisfit, ShowsHostileNicknamesSafely) {
  const std::string long_name(1'000'000, 'x');

  EXPECT_EQ(misfit("{姓名}", long_name, kZhang), ": 昵称太长，昵称应为“张三”");
  EXPECT_EQ(misfit("{姓名}", "\u202E\xFF三张", kZhang), "姓名: 姓名应为“张三”，现在是“\uFFFD三张”");
  EXPECT_EQ(misfit("{姓名}", "一二三四五六七八九十一二三四五六七八九十一二", kZhang),
            "姓名: 姓名应为“张三”，现在是“一二三四五六七八九十一二三四五六七八九…”");
}

TEST(Nickname, IsCheckedWhateverItsBytesAre) {
  std::mt19937 random{31};
  const std::vector<std::string_view> pieces{"销售部", "张三", "-", "—",    "_",
                                             " ",      "{",    "}", "姓名", "部门"};
  const NicknameTemplate parsed = format("{部门}-{姓名}{工号}");
  for (int round = 0; round < 3000; ++round) {
    const std::string nickname = random_text(random, pieces);
    const auto plain = parsed.check(nickname, kZhang);

    ASSERT_EQ(!plain, !parsed.check("  " + nickname + "\u3000", kZhang)) << nickname;
    if (plain) {
      ASSERT_FALSE(plain->reason.empty());
    }
    if (const auto other = NicknameTemplate::parse(nickname)) {
      ASSERT_FALSE(other->parts().empty());
      static_cast<void>(other->check(nickname, {{"姓名", nickname}}));
    }
  }
}

// ---- Choices -----------------------------------------------------------------------------------

TEST(NicknameChoice, FitsWithAnyOfItsTexts) {
  for (const char* good : {"小李★餐饮", "小李☆餐饮"})
    EXPECT_TRUE(fits("{昵称}{★|☆}{标签}", good)) << good;
  for (const char* bad : {"小李", "小李-餐饮", "小李餐饮", "小李★☆餐饮", "小李★餐饮☆", "★餐饮"})
    EXPECT_FALSE(fits("{昵称}{★|☆}{标签}", bad)) << bad;
}

TEST(NicknameChoice, TellsAllOfItsTexts) {
  EXPECT_EQ(misfit("{昵称}{★|☆}{标签}", "小李-餐饮"), ": “小李-餐饮”中的“-”应为“★或☆”");
  EXPECT_EQ(misfit("{昵称}{★|☆}{标签}", "小李餐饮"), ": 昵称和标签之间缺少“★或☆”");
  EXPECT_EQ(format("{昵称}{★|☆}{标签}").example(kNobody), "昵称{★/☆}标签");
}

TEST(NicknameChoice, ServesTeachersAndParents) {
  const Known teacher{{"姓名", "王芳"}, {"班级", "三年二班"}};

  EXPECT_TRUE(fits("{姓名}({班级}{班主任|语文|数学})", "王芳（三年二班班主任）", teacher));
  EXPECT_TRUE(fits("{姓名}({班级}{班主任|语文|数学})", "王芳(三年二班数学)", teacher));
  EXPECT_FALSE(fits("{姓名}({班级}{班主任|语文|数学})", "王芳(三年二班)", teacher));
}

TEST(NicknameChoice, IsRefusedWithNothingToChoose) {
  for (const char* text : {"{姓名}{|}", "{姓名}{★|}", "{姓名}{|★}", "{姓名}{★| |☆}", "{★|☆}"})
    EXPECT_FALSE(NicknameTemplate::parse(text)) << text;
}

// ---- What a nickname contains ------------------------------------------------------------------

TEST(NicknameWithin, MayStandAnywhere) {
  const NicknameTemplate name = format("{姓名}");

  for (const char* good : {"张三", "销售部-張三", "张三🌹", "小张三号"})
    EXPECT_FALSE(name.check_within(good, kZhang)) << good;
  EXPECT_EQ(name.check_within("追风少年", kZhang)->reason, "缺少“张三”");
  EXPECT_FALSE(name.check_within("追风少年", kNobody));
  EXPECT_FALSE(format("{姓名}").check_within("买买提・阿卜杜拉", {{"姓名", "买买提·阿卜杜拉"}}));
}

}  // namespace
}  // namespace qunguan::text
