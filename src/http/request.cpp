#include <algorithm>

#include "qunguan/http/handler.hpp"

namespace qunguan::http {
namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return to_lower(x) == to_lower(y);
         });
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  for (const Header& each : headers)
    if (is_same_name(each.name, name)) return each.value;
  return {};
}

}  // namespace qunguan::http
