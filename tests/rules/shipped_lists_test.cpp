#include <gtest/gtest.h>

#include "qunguan/rules/policy_book.hpp"
#include "support/traps.hpp"

namespace qunguan::rules {
namespace {

/// A policy with every preset that has a word list.
class ShippedLists : public testing::Test {
 protected:
  ShippedLists() {
    const std::string text =
        "policy: 词表\ngroups: [g]\nrules: [{use: 禁广告}, {use: 禁赌博}, {use: 防诈骗}, {use: "
        "禁色情}]\n";
    std::vector<policy::Diagnostic> problems;
    book_ =
        PolicyBook::load({{.file = "lists.yaml", .text = text}}, std::chrono::hours{720}, problems);
    EXPECT_TRUE(problems.empty());
  }

  bool finds(const std::string& text) const {
    return !book_->vocabulary().find_words(text).empty();
  }

  std::shared_ptr<const PolicyBook> book_;
};

TEST_F(ShippedLists, HitNoOrdinarySentence) {
  for (const test::Trap& trap : test::traps(QUNGUAN_SOURCE_DIR))
    EXPECT_FALSE(finds(trap.sentence)) << trap.sentence;
  for (const char* text : {"吃了三黄片就好了", "三黄片还有货吗", "牛黄片剂饭后服用",
                           "谨防刷单返利，不要转账", "刷单返利是诈骗，大家小心",
                           "打击卖淫嫖娼专项行动", "严禁找人代考", "远离网络赌博，珍爱家庭",
                           "银行不会要求转到安全账户", "社区警务室：让你转到安全账户的都是骗子",
                           "警惕高额返利陷阱", "网吧包夜多少钱", "毛片洗出来看看", "砍价一刀切"})
    EXPECT_FALSE(finds(text)) << text;
}

TEST_F(ShippedLists, FindWhatTheyAreFor) {
  for (const char* text :
       {"今晚百家乐走起", "日结兼职加我", "刷单返利，一单一结", "同城约炮加微", "出售银 行 卡",
        "六合彩特码免费", "裸*聊", "无抵押贷款当天到账", "澳门新葡京上线了"})
    EXPECT_TRUE(finds(text)) << text;
}

}  // namespace
}  // namespace qunguan::rules
