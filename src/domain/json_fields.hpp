#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "qunguan/domain/result.hpp"
#include "qunguan/domain/time.hpp"

namespace qunguan {

/// Reads the fields of one JSON object and remembers the first thing that was wrong, by its path.
///
/// A field that is absent or null reads as empty; one of another type than asked for is a mistake.
/// The object and the mistake outlive the reader and every reader made by `object`.
class JsonFields {
 public:
  using Json = nlohmann::json;

  JsonFields(const Json& object, std::string path, std::optional<Error>& mistake);

  bool has(const char* key) const { return find(key) != nullptr; }

  std::string text(const char* key) const;
  std::string required_text(const char* key) const;
  std::optional<std::string> maybe_text(const char* key) const;
  std::int64_t integer(const char* key) const;
  double number(const char* key) const;
  bool flag(const char* key) const;
  std::optional<Instant> instant(const char* key) const;

  /// The object of that name, or an empty one.
  JsonFields object(const char* key) const;

  /// Calls `read(JsonFields)` for each object of the list of that name.
  template <class Read>
  void each_object(const char* key, Read read) const {
    const Json* list = find(key);
    if (list == nullptr) return;
    if (!list->is_array()) return wrong(key, "a list");
    for (std::size_t i = 0; i < list->size(); ++i)
      read(JsonFields{(*list)[i], path_of(key) + "[" + std::to_string(i) + "]", mistake_});
  }

  /// Calls `read(const std::string&)` for each text of the list of that name.
  template <class Read>
  void each_text(const char* key, Read read) const {
    const Json* list = find(key);
    if (list == nullptr) return;
    if (!list->is_array()) return wrong(key, "a list of texts");
    for (const Json& item : *list) {
      if (!item.is_string()) return wrong(key, "a list of texts");
      read(item.get_ref<const std::string&>());
    }
  }

  void wrong(const char* key, std::string_view expected) const;

 private:
  const Json* find(const char* key) const;
  std::string path_of(const char* key) const { return path_.empty() ? key : path_ + "." + key; }

  const Json& object_;
  std::string path_;
  std::optional<Error>& mistake_;
};

}  // namespace qunguan
