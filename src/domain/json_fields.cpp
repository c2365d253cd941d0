#include "domain/json_fields.hpp"

namespace qunguan {
namespace {

const JsonFields::Json kNothing = JsonFields::Json::object();

}  // namespace

JsonFields::JsonFields(const Json& object, std::string path, std::optional<Error>& mistake)
    : object_(object.is_object() ? object : kNothing), path_(std::move(path)), mistake_(mistake) {
  if (object.is_object() || mistake_) return;
  mistake_ =
      Error{Error::Code::Invalid, (path_.empty() ? "the envelope" : path_) + " must be an object"};
}

const JsonFields::Json* JsonFields::find(const char* key) const {
  const auto found = object_.find(key);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void JsonFields::wrong(const char* key, std::string_view expected) const {
  if (!mistake_)
    mistake_ = Error{Error::Code::Invalid, path_of(key) + " must be " + std::string{expected}};
}

std::optional<std::string> JsonFields::maybe_text(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->get_ref<const std::string&>();
  wrong(key, "a text");
  return std::nullopt;
}

std::string JsonFields::text(const char* key) const {
  return maybe_text(key).value_or(std::string{});
}

std::string JsonFields::required_text(const char* key) const {
  std::string value = text(key);
  if (value.empty()) wrong(key, "a text that is not empty");
  return value;
}

std::int64_t JsonFields::integer(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return 0;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  wrong(key, "a whole number");
  return 0;
}

double JsonFields::number(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return 0;
  if (value->is_number()) return value->get<double>();
  wrong(key, "a number");
  return 0;
}

bool JsonFields::flag(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  wrong(key, "true or false");
  return false;
}

std::optional<Instant> JsonFields::instant(const char* key) const {
  const std::optional<std::string> written = maybe_text(key);
  if (!written) return std::nullopt;
  const Result<Instant> read = parse_instant(*written);
  if (read) return *read;
  wrong(key, "an RFC 3339 time with an offset");
  return std::nullopt;
}

JsonFields JsonFields::object(const char* key) const {
  const Json* value = find(key);
  return JsonFields{value == nullptr ? kNothing : *value, path_of(key), mistake_};
}

}  // namespace qunguan
