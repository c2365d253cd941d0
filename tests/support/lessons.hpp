#pragma once

#include <memory>
#include <string>
#include <vector>

#include "qunguan/text/classifier.hpp"

namespace qunguan::test {

/// Sixty sales pitches and sixty remarks on the weather.
inline std::vector<text::Classifier::Example> lessons() {
  const std::vector<std::string> goods{"手表", "皮包", "鞋子", "茶叶", "面膜", "酒水"};
  const std::vector<std::string> pitches{"厂家直销{}，加我领优惠", "{}清仓甩卖，最后三天",
                                         "高仿{}一手货源", "{}代购，量大从优",
                                         "想要{}的私聊我下单"};
  const std::vector<std::string> places{"公司", "学校", "山里", "海边", "车站", "老家"};
  const std::vector<std::string> remarks{"{}今天下雨了", "{}的风好大", "明天{}会降温吗",
                                         "{}这边出太阳了", "刚从{}回来，路上很堵"};
  std::vector<text::Classifier::Example> lessons;
  const auto add = [&](const std::vector<std::string>& patterns,
                       const std::vector<std::string>& words, bool is_match) {
    for (std::string text : patterns)
      for (const std::string& word : words) {
        std::string filled = text;
        lessons.push_back(
            {.text = filled.replace(filled.find("{}"), 2, word), .is_match = is_match});
        lessons.push_back({.text = "大家好，" + lessons.back().text, .is_match = is_match});
      }
  };
  add(pitches, goods, true);
  add(remarks, places, false);
  return lessons;
}

/// What has learnt from them; made once.
inline std::shared_ptr<const text::Classifier> advert_classifier() {
  static const auto made =
      std::make_shared<const text::Classifier>(*text::Classifier::learn(lessons()));
  return made;
}

}  // namespace qunguan::test
