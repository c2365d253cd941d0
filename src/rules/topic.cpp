#include "rules/topic.hpp"

#include <algorithm>

#include "qunguan/text/fold.hpp"

namespace qunguan::rules {
namespace {

using View = std::u32string_view;

// What an order to stop is made of besides its topic, and what any talk is made of.
constexpr View kFunctionWords[] = {
    U"到此为止", U"不好意思", U"不要再", U"请不要", U"老师", U"同学", U"家长", U"各位", U"大家",
    U"我们",     U"你们",     U"他们",   U"咱们",   U"自己", U"这个", U"那个", U"这些", U"那些",
    U"这种",     U"那种",     U"这样",   U"这里",   U"什么", U"怎么", U"为何", U"问题", U"话题",
    U"事情",     U"内容",     U"情况",   U"消息",   U"时间", U"今天", U"明天", U"昨天", U"现在",
    U"以后",     U"今后",     U"之后",   U"刚才",   U"不要", U"不许", U"不准", U"不能", U"不用",
    U"禁止",     U"停止",     U"终止",   U"结束",   U"为止", U"讨论", U"议论", U"谈论", U"争论",
    U"聊天",     U"说话",     U"继续",   U"关于",   U"有关", U"相关", U"一下", U"一点", U"谢谢",
    U"公司",     U"工作",     U"单位",   U"部门",   U"群里", U"本群", U"没有", U"知道", U"可以",
    U"的",       U"了",       U"别",     U"不",     U"要",   U"事",   U"聊",   U"说",   U"谈",
    U"讲",       U"提",       U"发",     U"吵",     U"争",   U"再",   U"这",   U"那",   U"吧",
    U"吗",       U"呢",       U"啊",     U"呀",     U"嘛",   U"哦",   U"请",   U"都",   U"就",
    U"也",       U"还",       U"和",     U"与",     U"跟",   U"及",   U"是",   U"在",   U"有",
    U"到",       U"里",       U"群",     U"话",     U"先",   U"个",   U"些",   U"得",   U"地",
    U"着",       U"过",       U"把",     U"被",     U"停",   U"止"};

// Letters of so many words that none of them says what is talked about; and surnames.
constexpr View kCommon =
    U"一二三四五六七八九十百千万两几第上下左右前后里外内中大小多少高低长短新老好坏早晚快慢年月日时"
    U"分秒"
    U"天今明昨周点号次件条份位人我你他她它您谁们家公司会议员工作业务部门单组班学校生师友男女孩子父"
    U"母"
    U"来去出入进回过开关做办打拿放看见听写读想知认觉用给让叫问答告通报送收买卖付交接找等能可该应须"
    U"必定决解比较对错真实正常名字目数量度级型式法理由因果情况意思义同样别另其他此本各每全部些什么"
    U"为以从向由于被把使得和与或但而且虽然如若则所以因当才又再很太最更非没无未已经曾将正东西南北方"
    U"面边头手心口眼身体自己主动力气水火土木电车房间地区城市国省县路门口机器文件资料信息网站系统"
    U"平台项目计划方案合同产品客户市场价格成本利润收支管理制度安全质量服务技术标准"
    U"王李张刘陈杨赵黄吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    U"薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段钱汤尹黎易常武乔"
    U"贺赖龚";

// 球赛 is about 球 whatever is said of it; the second letter only says what kind of thing it is.
constexpr View kHeads = U"球股牌棋币赌";
constexpr View kClasses = U"赛场队迷星市票价局博圈友";

// Words that have such a letter and mean something else.
constexpr View kElsewhere[] = {U"地球", U"全球", U"环球",   U"月球", U"星球", U"气球", U"眼球",
                               U"半球", U"股东", U"股份",   U"屁股", U"入股", U"一股", U"这股",
                               U"那股", U"招牌", U"车牌",   U"门牌", U"品牌", U"名牌", U"铭牌",
                               U"吊牌", U"工牌", U"人民币", U"外币", U"硬币", U"打赌", U"赌气"};

// Who says so stops, or asks whether he must.
constexpr View kAssent[] = {U"不聊", U"不说", U"不谈", U"不讲", U"不提",   U"不发",   U"别聊",
                            U"别说", U"别谈", U"别提", U"停了", U"打住",   U"能聊",   U"让聊",
                            U"许聊", U"能说", U"让说", U"许说", U"抱歉",   U"对不起", U"不好意思",
                            U"收到", U"明白", U"好的", U"遵命", U"知道了", U"听管理", U"听群主"};

bool has(View letters, char32_t letter) { return letters.find(letter) != View::npos; }

bool is_word_letter(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'0' && point <= U'9');
}

std::size_t function_word_at(View text) {
  std::size_t longest = 0;
  for (const View word : kFunctionWords)
    if (text.starts_with(word)) longest = std::max(longest, word.size());
  return longest;
}

/// The stretches of one script that are left without function words and noise.
std::vector<std::u32string> content_of(View text) {
  std::vector<std::u32string> runs(1);
  const auto part = [&] {
    if (!runs.back().empty()) runs.emplace_back();
  };
  while (!text.empty()) {
    const char32_t point = text.front();
    const std::size_t skipped = function_word_at(text);
    if (skipped > 0 || (!text::is_han(point) && !is_word_letter(point))) {
      part();
      text.remove_prefix(std::max<std::size_t>(skipped, 1));
      continue;
    }
    if (!runs.back().empty() && text::is_han(runs.back().back()) != text::is_han(point)) part();
    runs.back() += point;
    text.remove_prefix(1);
  }
  if (runs.back().empty()) runs.pop_back();
  return runs;
}

/// Marks the letters that belong to a word of another sense.
std::vector<bool> elsewhere_in(View text) {
  std::vector<bool> marked(text.size());
  for (const View word : kElsewhere)
    for (std::size_t at = text.find(word); at != View::npos; at = text.find(word, at + 1))
      std::fill_n(marked.begin() + static_cast<std::ptrdiff_t>(at), word.size(), true);
  return marked;
}

struct Place {
  std::size_t at = 0, size = 0;
};

/// A pair of Han letters anywhere; a word of another script where it stands by itself.
std::optional<Place> find_word(View text, View word) {
  for (std::size_t at = text.find(word); at != View::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool is_within =
        is_word_letter(word.front()) && ((at > 0 && is_word_letter(text[at - 1])) ||
                                         (end < text.size() && is_word_letter(text[end])));
    if (!is_within) return Place{.at = at, .size = word.size()};
  }
  return std::nullopt;
}

std::optional<Place> find_letter(View text, View letters) {
  if (letters.empty()) return std::nullopt;
  const std::vector<bool> elsewhere = elsewhere_in(text);
  for (std::size_t at = 0; at < text.size(); ++at)
    if (has(letters, text[at]) && !elsewhere[at]) return Place{.at = at, .size = 1};
  return std::nullopt;
}

std::u32string uncommon_in(const std::u32string& letters) {
  std::u32string uncommon;
  for (const char32_t letter : letters)
    if (!has(kCommon, letter)) uncommon += letter;
  return uncommon;
}

/// The letter that tells what is meant without the others: the one there is, or 球 of 球赛.
std::u32string telling_in(const std::u32string& letters) {
  if (letters.size() == 1) return uncommon_in(letters);
  const bool is_head_of_class =
      letters.size() == 2 && has(kHeads, letters[0]) && has(kClasses, letters[1]);
  return is_head_of_class ? letters.substr(0, 1) : std::u32string{};
}

}  // namespace

std::optional<Topic> Topic::read(std::string_view text) {
  Topic topic;
  std::u32string letters;
  const std::vector<std::u32string> runs = content_of(text::fold(text).points);
  for (const std::u32string& run : runs) {
    if (!text::is_han(run.front())) {
      if (run.size() > 1) topic.words_.push_back(run);
      continue;
    }
    letters += run;
    for (std::size_t i = 0; i + 1 < run.size(); ++i) topic.words_.push_back(run.substr(i, 2));
  }
  const bool is_short = letters.size() <= 2 && runs.size() == 1;
  if (is_short) {
    topic.if_in_it_ = uncommon_in(letters);
    topic.alone_ = telling_in(letters);
  }
  if (topic.words_.empty() && topic.alone_.empty()) return std::nullopt;
  return topic;
}

std::optional<Passage> Topic::continued_by(std::string_view text, bool was_in_it) const {
  const text::FoldedText folded = text::fold(text);
  const View points = folded.points;
  for (const View word : kAssent)
    if (points.find(word) != View::npos) return std::nullopt;
  std::optional<Place> place;
  for (const std::u32string& word : words_)
    if (!place) place = find_word(points, word);
  if (!place) place = find_letter(points, was_in_it ? if_in_it_ + alone_ : alone_);
  if (!place) return std::nullopt;
  const std::size_t begin = folded.begins[place->at];
  const std::size_t end = folded.ends[place->at + place->size - 1];
  return Passage{.begin = begin, .end = end, .text = std::string{text.substr(begin, end - begin)}};
}

}  // namespace qunguan::rules
