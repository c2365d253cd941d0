// Makes what scripts/bench text measures with: chat messages of which one in a hundred carries a
// banned word, three dictionaries, and text that nearly matches. usage: bench_text_corpus FOLDER.
// The same bytes every time.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "qunguan/text/lexicon.hpp"
#include "text/utf8.hpp"

namespace {

using qunguan::text::append_utf8;
using Points = std::u32string;

constexpr std::size_t kMessages = 200'000;
constexpr std::size_t kNearMisses = 50'000;
constexpr std::size_t kNearMissBytes = 80;
constexpr std::size_t kMostWords = 100'000;
constexpr std::size_t kPlantedWords = 1'000;  // of the smallest dictionary
constexpr std::size_t kCharacters = 3'500;

// The head of the curve of how frequent characters are.
const Points kCommon =
    U"的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于"
    U"着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还"
    U"进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情"
    U"明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或"
    U"新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    U"解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    U"量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基"
    U"眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交"
    U"规万取拉格望觉术领共确传师观清今切院让识候带导争运笔眉半花米早晚吃饭店群聊微链客"
    U"服优惠券返红包兼职刷单稳赚购课孩议请假签卡快递停车楼栋维修梯费缴团龙拼秒杀邮货退"
    U"款售质错谢收麻烦怎办咨询价图片视频播注转赞投票额验免试料";

const std::vector<std::string> kFragments{
    "今天",     "明天",   "下午",   "晚上", "老师好",   "收到",     "谢谢",     "请问",   "怎么",
    "什么时候", "可以",   "没问题", "麻烦", "一下",     "大家",     "群里",     "通知",   "家长",
    "孩子",     "作业",   "课程",   "物业", "电梯",     "停车",     "快递",     "会议",   "签到",
    "请假",     "价格",   "多少钱", "优惠", "团购",     "接龙",     "已付款",   "发货",   "退款",
    "质量",     "不错",   "推荐",   "链接", "视频",     "图片",     "上海",     "北京",   "深圳",
    "公司",     "项目",   "客户",   "需求", "上线",     "测试",     "报告",     "数据",   "合同",
    "发票",     "付款",   "审批",   "流程", "领导",     "同事",     "开会",     "周末",   "吃饭",
    "地铁",     "堵车",   "天气",   "下雨", "注意安全", "新年快乐", "生日快乐", "辛苦了", "好的",
    "嗯嗯",     "哈哈哈", "稍等",   "马上", "已经",     "还没有",   "不知道",   "为什么", "因为",
    "所以",     "但是",   "如果",   "那个", "这个",     "我们",     "你们",     "他们"};
const std::vector<std::string> kTrades{
    "加微信", "刷单",   "日结",   "兼职", "高返利", "稳赚",   "包赔", "内部渠道", "代开",
    "贷款",   "无抵押", "黑户",   "套现", "博彩",   "菠菜",   "棋牌", "返水",     "彩金",
    "外围",   "私聊",   "低价",   "高仿", "代孕",   "代考",   "枪手", "办证",     "刻章",
    "发票",   "走私",   "烟酒",   "迷药", "窃听",   "跟踪",   "定位", "群控",     "引流",
    "拉人头", "传销",   "原始股", "翻倍", "带单",   "杀猪盘", "跑分", "洗钱",     "银行卡",
    "四件套", "实名",   "微粒贷", "提额", "征信",   "洗白"};
const std::vector<std::string> kOffers{"平台", "项目", "客服", "老师", "导师", "团队", "渠道",
                                       "公司", "名额", "联系", "咨询", "首单", "体验", "专业",
                                       "全国", "同城", "本地", "正规", "官方", "保密", "货到",
                                       "当天", "秒到", "无需", "不用", "包过"};
const std::vector<std::string> kEmoji{
    "😀", "😂", "🤣", "👍", "🙏", "🎉", "❤️",  "💰",
    "🔥", "👏", "😭", "😊", "🌹", "💪", "🎁", "👨‍👩‍👧",
    "🇨🇳", "✅"};
const std::vector<std::string> kLatin{
    "ok",  "OK",    "app",   "App",    "vip",    "VIP",    "VX",    "wx",     "QQ",
    "PPT", "pdf",   "Excel", "bug",    "API",    "token",  "hello", "Hi",     "PM",
    "KPI", "offer", "WiFi",  "iPhone", "Docker", "GitHub", "Redis", "review", "deadline"};
const std::vector<std::string> kHosts{"mp.weixin.qq.com", "www.example.com",
                                      "t.example.cn",     "item.example.net",
                                      "docs.example.org", "meeting.example.com"};
const std::vector<std::string> kPunctuation{"，", "。", "！", "？", "、", "…", "~",
                                            "：", "“",  "”",  "(",  ")",  " "};
// Simplified, traditional.
const std::vector<std::pair<char32_t, char32_t>> kTraditional{
    {U'个', U'個'}, {U'们', U'們'}, {U'国', U'國'}, {U'说', U'說'}, {U'时', U'時'}, {U'会', U'會'},
    {U'这', U'這'}, {U'来', U'來'}, {U'发', U'發'}, {U'后', U'後'}, {U'钱', U'錢'}, {U'贷', U'貸'},
    {U'赚', U'賺'}, {U'结', U'結'}, {U'单', U'單'}, {U'职', U'職'}, {U'赔', U'賠'}, {U'开', U'開'},
    {U'证', U'證'}, {U'业', U'業'}, {U'东', U'東'}, {U'车', U'車'}, {U'门', U'門'}, {U'话', U'話'},
    {U'长', U'長'}, {U'书', U'書'}, {U'电', U'電'}, {U'学', U'學'}};

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() >> 33U) % limit; }
  double share() { return static_cast<double>(next() >> 11U) / 9007199254740992.0; }
  bool chance(double share_of_all) { return share() < share_of_all; }

  const std::string& one_of(const std::vector<std::string>& texts) {
    return texts[below(texts.size())];
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

Points to_points(const std::string& utf8) {
  Points points;
  const char* const end = utf8.data() + utf8.size();
  for (const char* at = utf8.data(); at != end;) points += qunguan::text::decode(at, end);
  return points;
}

std::string to_utf8(const Points& points) {
  std::string utf8;
  for (const char32_t point : points) append_utf8(utf8, point);
  return utf8;
}

/// Characters as frequent as in written Chinese, with a tail of rare ones.
class Characters {
 public:
  Characters() : points_(kCommon) {
    Random random{7};
    std::unordered_set<char32_t> known{points_.begin(), points_.end()};
    while (points_.size() < kCharacters) {
      const auto point = static_cast<char32_t>(0x4E00 + random.below(0x9FA5 - 0x4E00));
      if (known.insert(point).second) points_ += point;
    }
    double sum = 0;
    for (std::size_t i = 0; i < points_.size(); ++i)
      sums_.push_back(sum += 1.0 / std::pow(static_cast<double>(i + 25), 1.3));
  }

  char32_t frequent(Random& random) const {
    const double at = random.share() * sums_.back();
    const auto found = std::lower_bound(sums_.begin(), sums_.end() - 1, at);
    return points_[static_cast<std::size_t>(found - sums_.begin())];
  }

  char32_t any(Random& random) const { return points_[random.below(points_.size())]; }

 private:
  Points points_;
  std::vector<double> sums_;
};

void add_digits(std::string& text, std::size_t count, Random& random) {
  while (count-- > 0) text += static_cast<char>('0' + random.below(10));
}

void add_link(std::string& text, Random& random) {
  static const std::string letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  text += " https://" + random.one_of(kHosts) + "/";
  for (std::size_t left = 6 + random.below(16); left > 0; --left)
    text += letters[random.below(letters.size())];
  text += " ";
}

std::size_t message_length(Random& random) {
  double normal = -2;
  for (int i = 0; i < 4; ++i) normal += random.share();
  return static_cast<std::size_t>(std::clamp(std::exp(3.05 + 0.72 * 1.732 * normal), 2.0, 200.0));
}

std::string make_message(const Characters& characters, Random& random) {
  std::string text;
  const std::size_t wanted = message_length(random);
  const bool has_digits = random.chance(0.25);
  const bool has_latin = random.chance(0.18);
  for (std::size_t length = 0; length < wanted;) {
    const double choice = random.share();
    std::string piece;
    if (choice < 0.42)
      piece = random.one_of(kFragments);
    else if (choice < 0.86)
      for (std::size_t left = 1 + random.below(4); left > 0; --left)
        append_utf8(piece, characters.frequent(random));
    else if (choice < 0.95)
      piece = random.one_of(kPunctuation);
    else if (choice < 0.97 && has_digits)
      add_digits(piece, 1 + random.below(6), random);
    else if (has_latin)
      piece = random.one_of(kLatin);
    length += to_points(piece).size();
    text += piece;
  }
  if (random.chance(0.22)) text += random.one_of(kEmoji);
  if (random.chance(0.06)) add_link(text, random);
  return text;
}

/// What stands in messages as it is, in runs of two to six characters: no word may be there by
/// accident.
class Runs {
 public:
  void add(const Points& text) {
    for (std::size_t at = 0; at < text.size(); ++at)
      for (std::size_t size = 2; size <= 6 && at + size <= text.size(); ++size)
        hashes_.push_back(hash(text.substr(at, size)));
  }
  void sort() {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  }
  bool has(const Points& word) const {
    return word.size() <= 6 && std::binary_search(hashes_.begin(), hashes_.end(), hash(word));
  }

 private:
  static std::uint32_t hash(const Points& run) {
    return static_cast<std::uint32_t>(std::hash<Points>{}(run));
  }

  std::vector<std::uint32_t> hashes_;
};

Points make_word(const Characters& characters, Random& random) {
  if (random.chance(0.30)) {
    std::string word = random.one_of(kTrades);
    word += random.chance(0.6) ? random.one_of(kOffers) : random.one_of(kFragments);
    if (random.chance(0.35)) word += random.one_of(kTrades);
    return to_points(word);
  }
  const double choice = random.share();
  std::size_t size = choice < 0.12   ? 2
                     : choice < 0.42 ? 3
                     : choice < 0.80 ? 4
                     : choice < 0.92 ? 5
                                     : 6;
  Points word;
  while (size-- > 0)
    word += random.chance(0.75) ? characters.frequent(random) : characters.any(random);
  return word;
}

std::vector<Points> make_words(const Runs& runs, const Characters& characters, Random& random) {
  std::vector<Points> words;
  std::unordered_set<std::string> known;
  while (words.size() < kMostWords) {
    Points word = make_word(characters, random);
    if (word.size() > 10 || runs.has(word) || !known.insert(to_utf8(word)).second) continue;
    words.push_back(std::move(word));
  }
  return words;
}

/// As people write a word who know that it is banned.
Points disguise(const Points& word, Random& random) {
  static const Points noise = U"\u200B*. -";
  Points disguised;
  for (const char32_t point : word) {
    if (!disguised.empty()) disguised += noise[random.below(noise.size())];
    const auto pair = std::find_if(kTraditional.begin(), kTraditional.end(),
                                   [&](const auto& one) { return one.first == point; });
    disguised += pair == kTraditional.end() ? point : pair->second;
  }
  return disguised;
}

void plant(std::string& message, const std::vector<Points>& words, Random& random) {
  const double choice = random.share();
  if (choice > 0.013) return;
  const Points& word = words[random.below(kPlantedWords)];
  Points text = to_points(message);
  text.insert(random.below(text.size() + 1), choice < 0.010 ? word : disguise(word, random));
  message = to_utf8(text);
}

void write(const std::string& path, const std::vector<std::string>& lines) {
  std::ofstream file{path};
  for (const std::string& line : lines) file << line << '\n';
}

/// Words without their last character: a matcher walks deep and finds nothing.
std::vector<std::string> near_misses(const std::vector<std::string>& words) {
  qunguan::text::Lexicon::Builder builder;
  const std::uint32_t list = builder.add_list(qunguan::text::Match::Anywhere);
  for (const std::string& word : words) static_cast<void>(builder.add_word(list, word));
  const qunguan::text::Lexicon lexicon = builder.build();
  Random random{7};
  std::vector<std::string> lines;
  while (lines.size() < kNearMisses) {
    std::string line;
    while (line.size() < kNearMissBytes) {
      const Points word = to_points(words[random.below(words.size())]);
      const std::string longer = line + to_utf8(word.substr(0, word.size() - 1));
      if (lexicon.scan(longer).empty()) line = longer;
    }
    lines.push_back(line);
  }
  return lines;
}

void write_words(const std::string& folder, const std::vector<Points>& words) {
  for (const auto& [name, count] :
       {std::pair{"1k", std::size_t{1'000}}, std::pair{"10k", std::size_t{10'000}},
        std::pair{"100k", kMostWords}}) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < count; ++i) lines.push_back(to_utf8(words[i]));
    write(folder + "/dict_" + name + ".txt", lines);

    write(folder + "/near_" + name + ".txt", near_misses(lines));
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const std::string folder = arguments[1];
  const Characters characters;
  Random random{20260302};
  std::vector<std::string> messages(kMessages);
  Runs runs;
  for (std::string& message : messages) {
    message = make_message(characters, random);
    runs.add(to_points(message));
  }
  runs.sort();
  const std::vector<Points> words = make_words(runs, characters, random);
  for (std::string& message : messages) plant(message, words, random);
  write(folder + "/corpus.txt", messages);
  write_words(folder, words);
  return 0;
}
