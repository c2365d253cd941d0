#include "fuzz.hpp"
#include "qunguan/text/nickname_template.hpp"

using namespace qunguan::text;
using qunguan::fuzz::require;
using qunguan::fuzz::take_line;

namespace {

void check(const NicknameTemplate& format, std::string_view nickname, std::string_view known) {
  const NicknameTemplate::Known values{{"姓名", std::string{known}}, {"部门", std::string{known}}};
  require(!format.example(values).empty());
  for (const NicknameTemplate::Known& some : {NicknameTemplate::Known{}, values})
    if (const auto misfit = format.check(nickname, some)) require(!misfit->reason.empty());
}

}  // namespace

/// Input: a format, what is known of a member, and his nickname, a line each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view input = qunguan::fuzz::text_of(bytes, size);
  const std::string_view format = take_line(input);
  const std::string_view known = take_line(input);

  check(*NicknameTemplate::parse("{部门}-{姓名}"), input, known);
  check(*NicknameTemplate::parse("{公司}{部门}{姓名}(★{工号})"), input, known);
  if (const auto parsed = NicknameTemplate::parse(format)) {
    require(!parsed->parts().empty());
    check(*parsed, input, known);
  }
  return 0;
}
