#pragma once

#include <string>
#include <vector>

#include "qunguan/policy/node.hpp"

namespace qunguan::test {

/// A conversation written as people would, as the lines of a replay file.
///
/// The group is `g` (示范群, or what `group:` of the sheet says). Its owner is qunzhu, its admins
/// are wangwu (王五) and zhaoliu (赵六), its members zhangsan (张三), lisi (李四) and sunqi (孙七);
/// `cast:` of the sheet gives ids other group nicknames, or adds members. The first event is a
/// snapshot of them all, at midnight of the first line's day. A line is one of
///
///     10:15:00 wangwu: @张三 @李四 今天核对完客户清单      text; 2026-03-02 (a Monday) unless a
///     date stands before: 2026-03-05T10:15 10:15 zhangsan [image] another kind; [file] 标题,
///     [link] 标题 | https://…, [red_packet] 恭喜发财 10:15 zhangsan > wangwu: 收到 quotes the last
///     message of wangwu 10:15 + u9 小李 by zhangsan                          joins; `by` names who
///     invited 10:15 - zhangsan  or  10:15 - zhangsan by wangwu     leaves, or is removed 10:15 =
///     zhangsan 销售部-张三                          changes the group nickname 10:15 x zhangsan
///     takes his last message back 10:45:01                                            nothing
///     happens; the last line says how far the clock runs
std::string chat_script(const policy::Node& sheet, const std::vector<std::string>& lines);

/// The time of the last line, as `--until` takes it.
std::string script_end(const std::vector<std::string>& lines);

}  // namespace qunguan::test
