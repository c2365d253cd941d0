#include "qunguan/text/classifier.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "text/character_features.hpp"

namespace qunguan::text {
namespace {

constexpr int kBits = 21;
constexpr std::size_t kCells = std::size_t{1} << kBits;
constexpr int kFewest = 20;  // examples of either kind
constexpr int kRounds = 4;
constexpr std::size_t kTrialShare = 5;  // every fifth example
constexpr float kWeightUnit = 1.0F / 2048;

/// Sums what a text's features push, and divides by how much they are, so that long messages do not
/// weigh more than short ones. `cell(place)` gives push and weight.
template <class Cell>
double sum_of(const Characters& text, Cell cell) {
  double sum = 0, square = 0;
  each_feature<kBits>(text, [&](std::uint32_t place, float share) {
    const auto [push, weight] = cell(place);
    sum += push * share;
    square += weight * weight * share * share;
  });
  return sum / std::sqrt(square + 1e-9);
}

/// In an order that the seed alone decides, on any machine.
template <class T>
void shuffle(std::vector<T>& all, std::uint64_t seed) {
  for (std::size_t left = all.size(); left > 1; --left) {
    seed = mix(seed + 0x9E3779B97F4A7C15U);
    std::swap(all[left - 1], all[seed % left]);
  }
}

double logistic(double sum) { return 1 / (1 + std::exp(-sum)); }

struct Lesson {
  Characters text;
  bool is_match;
};

std::vector<Lesson> lessons_of(std::span<const Classifier::Example> examples) {
  std::vector<Lesson> lessons;
  lessons.reserve(examples.size());
  for (const Classifier::Example& example : examples)
    lessons.push_back({Characters{fold(example.text)}, example.is_match});
  return lessons;
}

/// The factor for sums that makes their likelihoods fit best; what is known too well is doubted.
float scale_for(const std::vector<std::pair<double, bool>>& sums) {
  double best = 1, least = HUGE_VAL;
  for (double scale = 0.25; scale < 8; scale *= 1.05) {
    double loss = 0;
    for (const auto& [sum, is_match] : sums)
      loss -= std::log(std::max(1e-9, logistic(is_match ? scale * sum : -scale * sum)));
    if (loss < least) least = loss, best = scale;
  }
  return static_cast<float>(best);
}

std::uint64_t digest_of(std::string_view bytes) {
  std::uint64_t digest = 0xCBF29CE484222325U;
  for (const char byte : bytes)
    digest = (digest ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  return digest;
}

template <class T>
void put(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T take(std::string_view& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

constexpr std::string_view kHeader = "qunguan classifier 1\n";

}  // namespace

/// Logistic regression by steps that shrink with what was learnt (AdaGrad), over features weighted
/// by how differently they occur in the two kinds; the mean of what the later rounds end with.
class Classifier::Learner {
 public:
  explicit Learner(const std::vector<const Lesson*>& lessons) : lessons_(lessons) { weigh(); }

  void run() {
    for (int round = 0; round < kRounds; ++round) {
      shuffle(lessons_, static_cast<std::uint64_t>(round) + 1);
      for (const Lesson* lesson : lessons_) learn_from(*lesson);
      if (round == 0) continue;
      mean_bias_ += bias_ / (kRounds - 1);
      for (std::size_t i = 0; i < kCells; ++i) means_[i] += steps_[i].value / (kRounds - 1);
    }
  }

  double sum(const Characters& text) const {
    return mean_bias_ + sum_of(text, [&](std::uint32_t place) {
             return std::pair{means_[place] * weights_[place], weights_[place]};
           });
  }

  Classifier model(float scale) const {
    Classifier model;
    model.cells_.resize(kCells);
    model.bias_ = static_cast<float>(mean_bias_);
    model.scale_ = scale;
    float largest = 1e-9F;
    for (std::size_t i = 0; i < kCells; ++i)
      largest = std::max(largest, std::abs(means_[i] * weights_[i]));
    model.unit_ = largest / 32767;
    for (std::size_t i = 0; i < kCells; ++i)
      model.cells_[i] = {
          .push = static_cast<std::int16_t>(std::lround(means_[i] * weights_[i] / model.unit_)),
          .weight = static_cast<std::uint16_t>(std::lround(weights_[i] / kWeightUnit))};
    return model;
  }

 private:
  struct Step {
    float value = 0;
    float squares = 1e-6F;  // of all gradients so far
  };

  void weigh() {
    constexpr double kLeast = 0.3;
    std::vector<float> in_matches(kCells), in_others(kCells);
    double matches = 2, others = 2;
    for (const Lesson* lesson : lessons_) {
      (lesson->is_match ? matches : others) += 1;
      std::vector<float>& counts = lesson->is_match ? in_matches : in_others;
      each_feature<kBits>(lesson->text, [&](std::uint32_t place, float) { counts[place] += 1; });
    }
    for (std::size_t i = 0; i < kCells; ++i) {
      const double ratio =
          std::log((in_matches[i] + 1) / matches) - std::log((in_others[i] + 1) / others);
      weights_[i] = static_cast<float>(kLeast + (1 - kLeast) * std::min(std::abs(ratio), 30.0));
    }
  }

  void learn_from(const Lesson& lesson) {
    constexpr float kPace = 0.2F;
    double square = 0;
    double sum = 0;
    each_feature<kBits>(lesson.text, [&](std::uint32_t place, float share) {
      const float weight = weights_[place] * share;
      sum += steps_[place].value * weight;
      square += weight * weight;
    });
    const double norm = 1 / std::sqrt(square + 1e-9);
    const double error = logistic(bias_ + sum * norm) - (lesson.is_match ? 1 : 0);
    bias_ -= 0.01 * error;
    each_feature<kBits>(lesson.text, [&](std::uint32_t place, float share) {
      Step& step = steps_[place];
      const auto gradient = static_cast<float>(error * norm) * weights_[place] * share;
      step.squares += gradient * gradient;
      step.value -= kPace * gradient / std::sqrt(step.squares);
    });
  }

  std::vector<const Lesson*> lessons_;
  std::vector<float> weights_ = std::vector<float>(kCells);
  std::vector<Step> steps_ = std::vector<Step>(kCells);
  std::vector<float> means_ = std::vector<float>(kCells);
  double bias_ = 0, mean_bias_ = 0;
};

namespace {

Classifier::Trial try_out(const std::vector<std::pair<double, bool>>& sums, float scale) {
  Classifier::Trial trial;
  trial.examples = static_cast<int>(sums.size());
  for (const double above : {0.5, 0.7, 0.8, 0.9, 0.95, 0.99})
    trial.limits.push_back({.above = above});
  int right = 0;
  for (const auto& [sum, is_match] : sums) {
    const double score = logistic(scale * sum);
    right += (score > 0.5) == is_match ? 1 : 0;
    trial.matches += is_match ? 1 : 0;
    for (Classifier::Trial::Limit& limit : trial.limits) {
      limit.flagged += score > limit.above ? 1 : 0;
      limit.rightly += score > limit.above && is_match ? 1 : 0;
    }
  }
  trial.accuracy = sums.empty() ? 0 : static_cast<double>(right) / static_cast<double>(sums.size());
  return trial;
}

}  // namespace

Result<Classifier> Classifier::learn(std::span<const Example> examples) {
  const auto matches = std::count_if(examples.begin(), examples.end(),
                                     [](const Example& example) { return example.is_match; });
  if (matches < kFewest || std::ssize(examples) - matches < kFewest)
    return Error{Error::Code::Invalid,
                 "at least 20 examples of either kind are needed, there are " +
                     std::to_string(matches) + " that match and " +
                     std::to_string(std::ssize(examples) - matches) + " that do not"};
  const std::vector<Lesson> lessons = lessons_of(examples);
  // In an order of its own, since files of examples are often sorted.
  std::vector<const Lesson*> all;
  for (const Lesson& lesson : lessons) all.push_back(&lesson);
  shuffle(all, kRounds + 1);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / kTrialShare);

  Learner tried{{middle, all.end()}};
  tried.run();
  std::vector<std::pair<double, bool>> sums;
  for (auto kept = all.begin(); kept != middle; ++kept)
    sums.emplace_back(tried.sum((*kept)->text), (*kept)->is_match);
  const float scale = scale_for(sums);

  Learner learner{all};
  learner.run();
  Classifier model = learner.model(scale);
  model.trial_ = try_out(sums, scale);
  model.seal();
  return model;
}

double Classifier::score(const FoldedText& text) const {
  if (cells_.empty()) return 0;
  const double sum = sum_of(Characters{text}, [&](std::uint32_t place) {
    const Cell cell = cells_[place];
    return std::pair{static_cast<float>(cell.push) * unit_,
                     static_cast<float>(cell.weight) * kWeightUnit};
  });
  return logistic(scale_ * (bias_ + sum));
}

void Classifier::seal() { digest_ = digest_of(bytes()); }

std::string Classifier::bytes() const {
  std::string bytes{kHeader};
  bytes.reserve(kHeader.size() + 12 + kCells * sizeof(Cell));
  put(bytes, unit_);
  put(bytes, bias_);
  put(bytes, scale_);
  bytes.append(reinterpret_cast<const char*>(cells_.data()), cells_.size() * sizeof(Cell));
  return bytes;
}

Result<Classifier> Classifier::parse(std::string_view bytes) {
  constexpr std::size_t kSize = kHeader.size() + 3 * sizeof(float) + kCells * sizeof(Cell);
  if (bytes.size() != kSize || !bytes.starts_with(kHeader))
    return Error{Error::Code::Invalid,
                 "this is no model of this version; make it again with `qunguan train`"};
  Classifier model;
  model.digest_ = digest_of(bytes);
  bytes.remove_prefix(kHeader.size());
  model.unit_ = take<float>(bytes);
  model.bias_ = take<float>(bytes);
  model.scale_ = take<float>(bytes);
  if (!std::isfinite(model.unit_) || !std::isfinite(model.bias_) || !std::isfinite(model.scale_))
    return Error{Error::Code::Invalid, "the model is damaged; make it again with `qunguan train`"};
  model.cells_.resize(kCells);
  std::memcpy(model.cells_.data(), bytes.data(), bytes.size());
  return model;
}

}  // namespace qunguan::text
