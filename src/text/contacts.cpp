#include "qunguan/text/contacts.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/links.hpp"
#include "text/look_alikes.hpp"

namespace qunguan::text {
namespace {

constexpr std::size_t kPhoneDigits = 11;
constexpr std::size_t kMostNoise = 3;    // between two digits
constexpr std::size_t kLongestLead = 6;  // points between a word and the id it announces

// After one of these an id follows. Longer ones first.
constexpr std::array<std::u32string_view, 16> kWeChatWords{
    U"weixin", U"wechat", U"微xin", U"微信", U"薇信", U"威信", U"徽信", U"v信",
    U"vx",     U"wx",     U"加v",   U"加微", U"加薇", U"加威", U"+v",   U"➕v"};
constexpr std::array<std::u32string_view, 6> kQqWords{U"扣扣", U"企鹅号", U"球球号",
                                                      U"q号",  U"加q",    U"qq"};
constexpr std::array<std::u32string_view, 4> kGroupWords{U"qq群", U"q群", U"扣群", U"群号"};

// What may stand between the word and the id, besides noise.
constexpr std::u32string_view kSigns = U":：号码是为群加我同";

struct Address {
  std::string_view host;
  std::string_view path;  // how it begins
};

constexpr std::array<Address, 10> kInvitations{{{"weixin.qq.com", "/g/"},
                                                {"wx.qq.com", "/g/"},
                                                {"work.weixin.qq.com", "/gm/"},
                                                {"u.wechat.com", "/"},
                                                {"qm.qq.com", "/"},
                                                {"jq.qq.com", "/"},
                                                {"t.me", "/"},
                                                {"telegram.me", "/"},
                                                {"chat.whatsapp.com", "/"},
                                                {"discord.gg", "/"}}};
constexpr std::array<std::string_view, 18> kShorteners{
    "bit.ly",  "c.tb.cn", "cutt.ly",     "dwz.cn", "dwz.date", "dwz.tax",
    "goo.gl",  "is.gd",   "m.tb.cn",     "mrw.so", "ow.ly",    "rrd.me",
    "sina.lt", "suo.im",  "tinyurl.com", "t.cn",   "t.co",     "url.cn"};

bool is_letter(char32_t c) { return c >= U'a' && c <= U'z'; }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_in_id(char32_t c) { return is_letter(c) || is_digit(c) || c == U'_' || c == U'-'; }

/// Places [begin, end) of the folded text.
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
};

/// Looks one text through.
class Search {
 public:
  explicit Search(std::string_view text) : text_(text), folded_(fold(text)) {
    for (const char32_t point : folded_.points) plain_ += plain(point);
  }

  std::vector<Contact> run() {
    read_links();
    find_numbers();
    read_phones();
    for (std::size_t at = 0; at < plain_.size(); ++at) read_announced(at);
    std::sort(contacts_.begin(), contacts_.end(), [](const Contact& a, const Contact& b) {
      return std::pair{a.begin, b.end} < std::pair{b.begin, a.end};
    });
    return std::move(contacts_);
  }

 private:
  // ---- Links ----

  void read_links() {
    for (const Link& link : find_links(text_)) {
      const std::string path = path_of(link);
      const auto leads_there = [&](const Address& address) {
        return is_under(link.host, address.host) && path.starts_with(address.path) &&
               path.size() > address.path.size();
      };
      if (std::any_of(kInvitations.begin(), kInvitations.end(), leads_there))
        add(Contact::Kind::Invitation, link.host + path, link.begin, link.end);
      else if (std::find(kShorteners.begin(), kShorteners.end(), link.host) != kShorteners.end())
        add(Contact::Kind::ShortLink, link.host + path, link.begin, link.end);
    }
  }

  std::string path_of(const Link& link) const {
    const std::string plain = fold_to_utf8(text_.substr(link.begin, link.end - link.begin));
    const std::size_t scheme = plain.find("://");
    const std::size_t slash = plain.find('/', scheme == plain.npos ? 0 : scheme + 3);
    return slash == plain.npos ? std::string{} : plain.substr(slash);
  }

  // ---- Numbers ----

  /// Groups of digits; noise, or anything else, stands between them.
  void find_numbers() {
    for (std::size_t at = 0; at < plain_.size(); ++at) {
      if (!is_digit(plain_[at])) continue;
      Piece number{.begin = at, .end = at};
      while (number.end < plain_.size() && is_digit(plain_[number.end])) ++number.end;
      at = number.end;
      numbers_.push_back(without_words(number));
    }
  }

  /// A Chinese digit in front of a whole phone number belongs to what stands before; 86 is the
  /// country's.
  Piece without_words(Piece number) const {
    std::size_t begin = number.begin;
    while (begin < number.end && !is_digit(folded_.points[begin])) ++begin;
    if (number.size() == kPhoneDigits + 2 && plain_.compare(number.begin, 2, U"86") == 0)
      begin = number.begin + 2;
    return number.end - begin == kPhoneDigits ? Piece{.begin = begin, .end = number.end} : number;
  }

  bool is_gap(std::size_t begin, std::size_t end) const {
    if (end - begin > kMostNoise) return false;
    return std::all_of(folded_.points.begin() + static_cast<std::ptrdiff_t>(begin),
                       folded_.points.begin() + static_cast<std::ptrdiff_t>(end), is_noise);
  }

  /// Several groups that a little noise parts may be one number.
  void read_phones() {
    for (std::size_t first = 0; first < numbers_.size(); ++first) {
      const std::optional<std::size_t> last = last_of_phone(first);
      if (!last) continue;
      const Piece all{.begin = numbers_[first].begin, .end = numbers_[*last].end};
      if (is_phone(digits_of(all))) add(Contact::Kind::Phone, all, digits_of(all));
      first = *last;
    }
  }

  /// The group that makes it as many digits as a phone number has; nothing where none does.
  std::optional<std::size_t> last_of_phone(std::size_t first) const {
    std::size_t digits = 0;
    for (std::size_t last = first; last < numbers_.size() && digits < kPhoneDigits; ++last) {
      if (last > first && !is_gap(numbers_[last - 1].end, numbers_[last].begin)) break;
      digits += numbers_[last].size();
      if (digits == kPhoneDigits) return last;
    }
    return std::nullopt;
  }

  std::string digits_of(Piece piece) const {
    std::string digits;
    for (std::size_t at = piece.begin; at < piece.end; ++at)
      if (is_digit(plain_[at])) digits += static_cast<char>(plain_[at]);
    return digits;
  }

  static bool is_phone(const std::string& digits) {
    return digits.starts_with('1') && digits[1] >= '3';
  }

  // ---- What a word announces ----

  void read_announced(std::size_t at) {
    if (const std::size_t group = word_at(at, kGroupWords); group > 0)
      read_number(Contact::Kind::Invitation, at, at + group);
    else if (const std::size_t qq = word_at(at, kQqWords); qq > 0)
      read_number(Contact::Kind::Qq, at, at + qq);
    else if (const std::size_t wechat = word_at(at, kWeChatWords); wechat > 0)
      read_id(at, at + wechat);
  }

  /// How long the one of the words is that stands there, letters apart from other letters; 0: none.
  template <std::size_t N>
  std::size_t word_at(std::size_t at, const std::array<std::u32string_view, N>& words) const {
    for (const std::u32string_view word : words) {
      if (plain_.compare(at, word.size(), word) != 0) continue;
      const bool is_glued = is_letter(word.front()) && at > 0 && is_letter(plain_[at - 1]);
      if (!is_glued) return word.size();
    }
    return 0;
  }

  /// Where the id begins, past signs and noise; whether a sign says that one follows.
  std::pair<std::size_t, bool> behind_signs(std::size_t at) const {
    bool has_sign = false;
    const std::size_t last = std::min(plain_.size(), at + kLongestLead);
    for (; at < last; ++at) {
      const bool is_sign = kSigns.find(folded_.points[at]) != kSigns.npos;
      if (!is_sign && !is_noise(folded_.points[at])) break;
      has_sign = has_sign || is_sign;
    }
    return {at, has_sign};
  }

  void read_number(Contact::Kind kind, std::size_t begin, std::size_t behind) {
    const std::size_t at = behind_signs(behind).first;
    const auto number = std::find_if(numbers_.begin(), numbers_.end(),
                                     [&](const Piece& one) { return one.begin == at; });
    if (number == numbers_.end() || number->size() < 5 || number->size() > 11) return;
    const Piece all{.begin = begin, .end = number->end};
    if (plain_[number->begin] != U'0') add(kind, all, digits_of(*number));
  }

  void read_id(std::size_t begin, std::size_t behind) {
    const auto [at, has_sign] = behind_signs(behind);
    if (at < plain_.size() && is_digit(plain_[at])) {
      read_number(Contact::Kind::WeChat, begin, behind);
      return;
    }
    if (at >= plain_.size() || !is_letter(look_alike(folded_.points[at]))) return;
    std::string id;
    std::size_t end = at;
    for (; end < plain_.size() && is_in_id(plain_[end]); ++end)
      id += static_cast<char>(plain_[end]);
    if (id.size() < 6 || id.size() > 20) return;
    const bool is_plainly_one = id.find_first_of("0123456789_") != id.npos;
    if (has_sign || is_plainly_one)
      add(Contact::Kind::WeChat, Piece{.begin = begin, .end = end}, id);
  }

  // ---- All ----

  void add(Contact::Kind kind, Piece piece, std::string value) {
    add(kind, std::move(value), folded_.begins[piece.begin], folded_.ends[piece.end - 1]);
  }

  /// What lies inside another contact says nothing new.
  void add(Contact::Kind kind, std::string value, std::uint32_t begin, std::uint32_t end) {
    const bool is_known =
        std::any_of(contacts_.begin(), contacts_.end(),
                    [&](const Contact& other) { return other.begin <= begin && end <= other.end; });
    if (!is_known) contacts_.push_back({kind, std::move(value), begin, end});
  }

  std::string_view text_;
  FoldedText folded_;
  std::u32string plain_;  // with digits and look-alikes read as plain ones
  std::vector<Piece> numbers_;
  std::vector<Contact> contacts_;
};

}  // namespace

std::vector<Contact> find_contacts(std::string_view text) { return Search{text}.run(); }

}  // namespace qunguan::text
