#include "chat.hpp"

#include <array>
#include <span>
#include <string_view>

namespace qunguan::bench {
namespace {

constexpr std::array<std::string_view, 32> kSurnames{
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹"};
constexpr std::array<std::string_view, 24> kGiven{"伟", "芳", "娜", "敏", "静", "强", "磊", "军",
                                                  "洋", "勇", "艳", "杰", "涛", "明", "超", "霞",
                                                  "平", "刚", "桂", "英", "华", "玉", "兰", "辉"};
constexpr std::array<std::string_view, 12> kDepartments{"工程部", "市场部", "财务部", "人事部",
                                                        "采购部", "客服部", "研发部", "质检部",
                                                        "仓储部", "法务部", "行政部", "运营部"};
constexpr std::array<std::string_view, 16> kOpenings{
    "今天下午",   "明天上午",   "各位同事，",     "刚才跟客户确认过，",
    "麻烦大家，", "早上好，",   "这边看了一下，", "按照昨天会上说的，",
    "辛苦了，",   "提醒一下，", "补充一点：",     "收到，",
    "不好意思，", "我觉得",     "周五之前",       "如果来得及，"};
constexpr std::array<std::string_view, 16> kThings{
    "三号楼的图纸",   "上个月的报表",   "新版的合同",     "展厅的布置方案",
    "二期的预算",     "供应商的报价单", "培训的签到表",   "仓库的盘点结果",
    "客户的反馈",     "周会的纪要",     "样品的检测报告", "食堂的菜单",
    "会议室的投影仪", "系统升级的通知", "出差的行程",     "班车的时间表"};
constexpr std::array<std::string_view, 16> kHappenings{"已经发到邮箱了",
                                                       "还差两个数要核对",
                                                       "需要再改一版",
                                                       "放在前台了，路过的顺手带上来",
                                                       "等总部批下来就可以动",
                                                       "大概要推迟到下周",
                                                       "跟去年的格式一样就行",
                                                       "我下班前整理好",
                                                       "没有问题",
                                                       "要不要先拉个小会对一下",
                                                       "编号写错了，请以这一份为准",
                                                       "打印了二十份",
                                                       "有三处和现场对不上，标红的地方请看一下",
                                                       "谁手上有原件？",
                                                       "可以开始了",
                                                       "先放一放"};
constexpr std::array<std::string_view, 8> kEndings{
    "，谢谢", "。", "！", "", "，有问题随时找我", "，请知悉", "[抱拳]", "，收到请回复"};
constexpr std::array<std::string_view, 4> kBreaches{"，闲着的可以去网上赌场玩两把",
                                                    "，百 家 乐新人送筹码", "，日结兼职加微信领取",
                                                    "，点这里看 https://hb.example.net/r?c="};

/// Takes a number apart, one choice after the other.
class Choices {
 public:
  explicit Choices(std::uint64_t number) : rest_(mix(number)) {}

  std::uint64_t below(std::uint64_t limit) {
    const std::uint64_t choice = rest_ % limit;
    rest_ = mix(rest_);
    return choice;
  }

  std::string_view one_of(std::span<const std::string_view> texts) {
    return texts[below(texts.size())];
  }

 private:
  /// SplitMix64.
  static std::uint64_t mix(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9U;
    value = (value ^ value >> 27U) * 0x94D049BB133111EBU;
    return value ^ value >> 31U;
  }

  std::uint64_t rest_;
};

MemberId member_id(int group, int member) {
  return MemberId{"wmAbCdEfGhIjKlMnOpQrStUv" + std::to_string(group * 1000 + member)};
}

}  // namespace

GroupId group_id(int group) {
  return GroupId{"wrOgQhDgAAMYQiS5ol9G7gK9JV" + std::to_string(group)};
}

Person member_of(int group, int member) {
  Choices choices{static_cast<std::uint64_t>(group * kMembers + member)};
  Person person;
  person.id = member_id(group, member);
  person.department = choices.one_of(kDepartments);
  person.name = choices.one_of(kSurnames);
  person.name += choices.one_of(kGiven);
  person.name += choices.one_of(kGiven);
  person.group_nickname = person.department + "-" + person.name;
  person.role = member == 0 ? Role::Owner : member < 3 ? Role::Admin : Role::Member;
  return person;
}

Line line(std::uint64_t number) {
  Choices choices{number};
  const int group = static_cast<int>(number % kGroups);
  const int member = static_cast<int>(number / kGroups % kMembers);
  Line line{.group = group, .sender = member_id(group, member), .text = {}};
  const bool mentions = member < 3 || choices.below(50) == 0;
  if (mentions) {
    const int other = static_cast<int>(choices.below(kMembers));
    line.text += "@" + *member_of(group, other).group_nickname + " ";
  }
  // One clause or two, seldom four: most of what is said in a chat is short.
  const std::uint64_t clauses = choices.below(10) == 0 ? 4 : 1 + choices.below(2);
  for (std::uint64_t i = 0; i < clauses; ++i) {
    if (i > 0) line.text += "；";
    line.text += choices.one_of(kOpenings);
    line.text += choices.one_of(kThings);
    line.text += choices.one_of(kHappenings);
  }
  if (choices.below(200) == 0) line.text += choices.one_of(kBreaches);
  line.text += std::to_string(number);
  line.text += choices.one_of(kEndings);
  return line;
}

}  // namespace qunguan::bench
