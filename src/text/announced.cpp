#include "text/announced.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace qunguan::text {
namespace {

using Kind = Contact::Kind;

constexpr std::size_t kLongestLead = 6;  // points between a word and the id it announces
constexpr std::size_t kLongNumber = 7;   // digits after QQ that need no further sign
constexpr std::size_t kShortestId = 6;
constexpr std::size_t kLongestId = 20;

// After one of these an id follows. Longer ones first.
constexpr std::array<std::u32string_view, 20> kWeChatWords{
    U"微信账号", U"微信帐号", U"微信id", U"wechat id", U"weixin", U"wechat", U"微xin",
    U"微信",     U"薇信",     U"威信",   U"徽信",      U"v信",    U"vx",     U"wx",
    U"加v",      U"加微",     U"加薇",   U"加威",      U"+v",     U"➕v"};
constexpr std::array<std::u32string_view, 6> kQqWords{U"扣扣", U"企鹅号", U"球球号",
                                                      U"q号",  U"加q",    U"qq"};
constexpr std::array<std::u32string_view, 4> kGroupWords{U"qq群", U"q群", U"扣群", U"群号"};

// These begin with v, though not for WeChat's sake.
constexpr std::array<std::u32string_view, 14> kWordsWithV{
    U"vip", U"vpn", U"vps",  U"vivo",  U"video", U"vlog", U"vr",
    U"vue", U"ver", U"view", U"voice", U"via",   U"vx",   U"volvo"};

// What may stand between the word and the id, besides noise.
constexpr std::u32string_view kSigns = U":号码是为加我同";
constexpr std::u32string_view kNoLead = U"._@/#=,、";

// Letters after a word for WeChat that are no id, nor is one that begins with them and a version.
constexpr std::array<std::u32string_view, 64> kNoIds{
    U"iphone",   U"android",  U"windows",   U"window",  U"macos",   U"macbook", U"ipad",
    U"ipados",   U"harmony",  U"harmonyos", U"huawei",  U"xiaomi",  U"samsung", U"linux",
    U"ubuntu",   U"chrome",   U"safari",    U"tencent", U"google",  U"alipay",  U"paypal",
    U"applepay", U"ios",      U"mac",       U"pro",     U"max",     U"plus",    U"vip",
    U"svip",     U"app",      U"apk",       U"pc",      U"win",     U"web",     U"wifi",
    U"pay",      U"bug",      U"pad",       U"nfc",     U"version", U"ver",     U"beta",
    U"test",     U"work",     U"official",  U"update",  U"error",   U"default", U"english",
    U"chinese",  U"account",  U"service",   U"support", U"wallet",  U"payment", U"please",
    U"thanks",   U"business", U"wechat",    U"weixin",  U"unable",  U"failed",  U"public",
    U"group"};
constexpr std::size_t kLongName = 6;        // what begins with a longer one of them is none either
constexpr std::size_t kLongestVersion = 5;  // vip88888 is none, vip888888 may be one

// What is written behind a product.
constexpr std::array<std::u32string_view, 22> kOfProducts{
    U"版",   U"系统", U"客户端", U"界面", U"手机", U"电脑",   U"平板", U"用户",
    U"支付", U"平台", U"设备",   U"端",   U"登录", U"小程序", U"公司", U"浏览器",
    U"机型", U"应用", U"软件",   U"群",   U"接口", U"协议"};
// What figures are of that are no number to call.
constexpr std::u32string_view kUnits =
    U"元块毛角钱人位名个只条件次遍秒天日月年号楼室层栋版期届页字笔份台套瓶箱斤克吨步万亿千百多余"
    U"倍粉以左上下前后%";
// Where takings are told, the figures after 微信 are money.
constexpr std::array<std::u32string_view, 11> kOfMoney{U"支付宝", U"收款", U"现金", U"合计",
                                                       U"收入",   U"余额", U"到账", U"付款",
                                                       U"营业额", U"提现", U"转账"};

bool is_in_id(char32_t c) { return is_letter(c) || is_digit(c) || c == U'_' || c == U'-'; }

bool contains(std::u32string_view set, char32_t c) { return c != 0 && set.find(c) != set.npos; }

/// 20260302
bool is_date(const std::string& digits) {
  return digits.size() == 8 && (digits.starts_with("19") || digits.starts_with("20")) &&
         digits.substr(4, 2) <= "12" && digits.substr(6, 2) <= "31";
}

/// How the id is led up to.
struct Lead {
  std::size_t at = 0;     // where it begins
  bool is_told = false;   // 号, ：, 加: one follows
  bool is_said = false;   // 是, 为: it may
  bool is_glued = false;  // nothing parts it from the word
};

class AnnouncedSearch {
 public:
  AnnouncedSearch(const ContactText& text, std::size_t most) : text_(text), most_(most) {}

  std::vector<Announced> run() {
    for (std::size_t at = 0; at < text_.size() && found_.size() < most_; ++at) read(at);
    return std::move(found_);
  }

 private:
  void read(std::size_t at) {
    if (const std::size_t group = word_at(at, kGroupWords); group > 0)
      read_number(Kind::Invitation, at, at + group);
    else if (const std::size_t qq = word_at(at, kQqWords); qq > 0)
      read_number(Kind::Qq, at, at + qq);
    else if (const std::size_t wechat = word_at(at, kWeChatWords); wechat > 0)
      read_wechat(at, at + wechat);
  }

  /// How long the one of the words is that stands there, letters apart from other letters; 0: none.
  template <std::size_t N>
  std::size_t word_at(std::size_t at, const std::array<std::u32string_view, N>& words) const {
    for (const std::u32string_view word : words) {
      if (text_.plain().compare(at, word.size(), word) != 0) continue;
      const char32_t before = text_.letter(at - 1);
      const bool is_glued = is_letter(before) && word.front() < 0x80;
      const bool is_sum = word.front() == U'+' && is_digit(before);
      if (!is_glued && !is_sum && !is_word_with_v(at + word.size() - 1)) return word.size();
    }
    return 0;
  }

  /// Whether a v goes on: 加vip is no 加v.
  bool is_word_with_v(std::size_t at) const {
    return std::any_of(kWordsWithV.begin(), kWordsWithV.end(), [&](std::u32string_view word) {
      return text_.plain().compare(at, word.size(), word) == 0;
    });
  }

  Lead lead_of(std::size_t begin, std::size_t behind) const {
    const char32_t first = text_.plain()[begin];
    const bool is_latin = is_letter(text_.plain()[behind - 1]);
    Lead lead{.at = behind, .is_told = first == U'加' || first == U'+' || first == U'➕'};
    const bool is_whole = !is_letter(text_.letter(behind));  // no 微信identity
    if (is_whole && contains(U"号d", text_.point(behind - 1))) lead.is_told = true;
    if (is_added(begin)) lead.is_told = true;
    const std::size_t last = std::min(text_.size(), behind + kLongestLead);
    for (; lead.at < last; ++lead.at) {
      const char32_t point = text_.point(lead.at);
      if (contains(kNoLead, point) || (is_latin && is_hyphen(point))) break;
      if (!contains(kSigns, point) && !is_noise(point)) break;
      lead.is_told = lead.is_told || contains(U":号码加", point);
      lead.is_said = lead.is_said || contains(U"是为", point);
    }
    lead.is_glued = lead.at == behind && is_latin;
    return lead;
  }

  /// Whether it stands after 加, as in 加我微信.
  bool is_added(std::size_t begin) const {
    for (std::size_t back = 1; back <= 4 && back <= begin; ++back) {
      const char32_t point = text_.point(begin - back);
      if (contains(U"加➕", point)) return true;
      if (!contains(U" 我你俺个下一的:", point)) return false;
    }
    return false;
  }

  /// The run of digits that begins there and is a number by itself.
  std::optional<Piece> number_at(std::size_t at) const {
    const std::vector<Piece>& numbers = text_.numbers();
    const auto number =
        std::lower_bound(numbers.begin(), numbers.end(), at,
                         [](const Piece& one, std::size_t place) { return one.begin < place; });
    if (number == numbers.end() || number->begin != at) return std::nullopt;
    const bool is_one = number->size() >= 5 && number->size() <= 11 && text_.plain()[at] != U'0' &&
                        text_.is_apart_behind(number->end) && !is_amount(*number);
    return is_one ? std::optional{*number} : std::nullopt;
  }

  /// 10000 of something.
  bool is_amount(Piece number) const {
    const std::size_t behind = number.end + (text_.point(number.end) == U' ' ? 1 : 0);
    return contains(kUnits, text_.point(behind));
  }

  bool is_told_elsewhere(std::size_t begin) const {
    return text_.is_in_link(begin) || text_.is_labelled(begin);
  }

  void read_number(Kind kind, std::size_t begin, std::size_t behind) {
    const Lead lead = lead_of(begin, behind);
    const std::optional<Piece> number = number_at(lead.at);
    if (!number || is_told_elsewhere(begin)) return;
    const std::string digits = text_.digits_of(*number);
    const bool is_long = kind == Kind::Invitation || digits.size() >= kLongNumber;
    if (lead.is_told || lead.is_said || (is_long && !is_date(digits)))
      add(kind, Piece{.begin = begin, .end = number->end}, digits);
  }

  void read_wechat(std::size_t begin, std::size_t behind) {
    const Lead lead = lead_of(begin, behind);
    if (lead.at >= text_.size() || is_told_elsewhere(begin)) return;
    if (text_.plain().compare(begin, 5, U"wxid_") == 0)
      read_id(begin, Lead{.at = begin, .is_told = true});
    else if (is_digit(text_.plain()[lead.at]))
      read_wechat_number(begin, lead);
    else if (!lead.is_glued || lead.is_told)
      read_id(begin, lead);
  }

  /// Those are phones and QQ numbers mostly; what is paid by WeChat looks no different.
  void read_wechat_number(std::size_t begin, const Lead& lead) {
    const std::optional<Piece> number = number_at(lead.at);
    if (!number || number->size() < 6) return;
    const std::string digits = text_.digits_of(*number);
    const bool is_id = (lead.is_told || lead.is_said) && !is_about_money();
    if (is_phone(digits) || is_id)
      add(Kind::WeChat, Piece{.begin = begin, .end = number->end}, digits);
  }

  bool is_about_money() {
    if (!is_about_money_)
      is_about_money_ = std::any_of(kOfMoney.begin(), kOfMoney.end(), [&](auto word) {
        return text_.folded().points.find(word) != std::u32string::npos;
      });
    return *is_about_money_;
  }

  void read_id(std::size_t begin, const Lead& lead) {
    if (!is_letter(text_.letter(lead.at))) return;
    Piece piece{.begin = lead.at, .end = lead.at};
    std::u32string id;
    for (; is_in_id(text_.letter(piece.end)) && id.size() <= kLongestId; ++piece.end)
      id += text_.letter(piece.end);
    if (id.size() < kShortestId || id.size() > kLongestId || is_no_id(id, piece)) return;
    const bool is_plainly_one = id.find_first_of(U"0123456789_") != id.npos;
    const bool is_told =
        (lead.is_told && !lead.is_glued) || (lead.is_said && is_said_of_oneself(begin));
    const bool is_english =
        !is_plainly_one && text_.point(piece.end) == U' ' && is_letter(text_.letter(piece.end + 1));
    if (is_plainly_one || (is_told && !is_english))
      add(Kind::WeChat, Piece{.begin = begin, .end = piece.end}, std::string{id.begin(), id.end()});
  }

  bool is_no_id(std::u32string_view id, Piece piece) const {
    const char32_t behind = text_.point(piece.end);
    const bool is_file = behind == U'.' && is_letter(text_.letter(piece.end + 1));
    const std::size_t product = piece.end + (behind == U' ' ? 1 : 0);
    return behind == U'@' || is_file || is_name_of_other(id) || text_.says(product, kOfProducts);
  }

  static bool is_name_of_other(std::u32string_view id) {
    const std::size_t head = std::min(id.find_first_of(U"0123456789_-"), id.size());
    const std::u32string_view rest = id.substr(head);
    const bool is_version =
        rest.size() <= kLongestVersion || std::any_of(rest.begin(), rest.end(), is_letter);
    return std::any_of(kNoIds.begin(), kNoIds.end(), [&](std::u32string_view name) {
      if (id.substr(0, head) == name) return is_version;
      return name.size() >= kLongName && id.starts_with(name);
    });
  }

  bool is_said_of_oneself(std::size_t begin) const {
    return contains(U"我", text_.point(begin - 1)) ||
           (contains(U"的", text_.point(begin - 1)) && contains(U"我", text_.point(begin - 2)));
  }

  void add(Kind kind, Piece piece, std::string value) {
    found_.push_back({kind, piece, std::move(value)});
  }

  const ContactText& text_;
  std::size_t most_;
  std::vector<Announced> found_;
  std::optional<bool> is_about_money_;
};

}  // namespace

std::vector<Announced> find_announced(const ContactText& text, std::size_t most) {
  return AnnouncedSearch{text, most}.run();
}

}  // namespace qunguan::text
