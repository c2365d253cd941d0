#include "qunguan/text/contacts.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "qunguan/text/fold.hpp"
#include "qunguan/text/links.hpp"
#include "text/announced.hpp"
#include "text/look_alikes.hpp"
#include "text/phones.hpp"

namespace qunguan::text {
namespace {

constexpr std::size_t kMostContacts = 48;  // of links, of phones, and of what words announce

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

/// Looks one text through.
class Search {
 public:
  explicit Search(std::string_view text) : raw_(text), text_(text) {}

  std::vector<Contact> run() {
    read_links();
    for (const Phone& phone : find_phones(text_, kMostContacts))
      add(Contact::Kind::Phone, phone.piece, phone.digits);
    for (const Announced& one : find_announced(text_, kMostContacts))
      add(one.kind, one.piece, one.value);
    return sorted();
  }

 private:
  // ---- Links ----

  void read_links() {
    for (const Link& link : text_.links()) {
      if (contacts_.size() == kMostContacts) return;
      const std::string path = path_of(link);
      const auto leads_there = [&](const Address& address) {
        return is_under(link.host, address.host) && path.starts_with(address.path) &&
               path.size() > address.path.size();
      };
      if (std::any_of(kInvitations.begin(), kInvitations.end(), leads_there))
        contacts_.push_back({Contact::Kind::Invitation, link.host + path, link.begin, link.end});
      else if (std::find(kShorteners.begin(), kShorteners.end(), link.host) != kShorteners.end())
        contacts_.push_back({Contact::Kind::ShortLink, link.host + path, link.begin, link.end});
    }
  }

  std::string path_of(const Link& link) const {
    const std::string plain = fold_to_utf8(raw_.substr(link.begin, link.end - link.begin));
    const std::size_t scheme = plain.find("://");
    const std::size_t slash = plain.find('/', scheme == plain.npos ? 0 : scheme + 3);
    return slash == plain.npos ? std::string{} : plain.substr(slash);
  }

  // ---- All ----

  void add(Contact::Kind kind, Piece piece, std::string value) {
    const FoldedText& folded = text_.folded();
    contacts_.push_back(
        {kind, std::move(value), folded.begins[piece.begin], folded.ends[piece.end - 1]});
  }

  /// By place; what another word announced already is left out.
  std::vector<Contact> sorted() {
    std::sort(contacts_.begin(), contacts_.end(), [](const Contact& a, const Contact& b) {
      return std::tuple{a.begin, b.end, a.kind} < std::tuple{b.begin, a.end, b.kind};
    });
    std::uint32_t announced = 0;
    std::erase_if(contacts_, [&](const Contact& contact) {
      if (contact.kind == Contact::Kind::Phone) return false;
      const bool is_known = contact.end <= announced;
      announced = std::max(announced, contact.end);
      return is_known;
    });
    return std::move(contacts_);
  }

  std::string_view raw_;
  ContactText text_;
  std::vector<Contact> contacts_;
};

/// Those of what is one number, like 400 123-4567; nothing for all else.
std::string digits_alone(std::string_view value) {
  std::string digits;
  for (const char32_t point : fold(value).points) {
    const char32_t read = plain(point);
    if (is_digit(read))
      digits += static_cast<char>(read);
    else if (!is_noise(point))
      return {};
  }
  return digits;
}

}  // namespace

std::vector<Contact> find_contacts(std::string_view text) { return Search{text}.run(); }

std::vector<Contact> contacts_written(std::string_view value) {
  std::string id = digits_alone(value);
  if (id.empty()) id = value;
  std::vector<Contact> contacts = find_contacts(id);
  const bool is_phone = !contacts.empty() && contacts.front().kind == Contact::Kind::Phone;
  if (is_phone) id = contacts.front().value;  // without the country's 86
  for (const char* word : {"微信号：", "QQ号：", "群号："}) {
    const std::string announced = word + id;
    for (const Contact& contact : find_contacts(announced))
      if (contact.begin == 0 && contact.end == announced.size()) contacts.push_back(contact);
  }
  return contacts;
}

}  // namespace qunguan::text
