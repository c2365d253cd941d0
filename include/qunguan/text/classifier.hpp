#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qunguan/domain/result.hpp"
#include "qunguan/text/fold.hpp"

namespace qunguan::text {

/// Says how likely a message is of the kind that its examples were: a linear model over the
/// characters of folded text, one after the other and together in one message.
///
/// It is learnt by whoever runs the daemon, from his own examples, on his own machine.
/// Thread: const members are safe from any thread.
class Classifier {
 public:
  /// One that has learnt nothing, and finds nothing.
  Classifier() = default;

  struct Example {
    std::string text;
    bool is_match = false;
  };

  /// What messages that it had not learnt from showed.
  struct Trial {
    int examples = 0;
    double accuracy = 0;  // share judged rightly at 0.5

    /// At a limit for `score`.
    struct Limit {
      double above = 0;
      int flagged = 0;  // messages that score higher
      int rightly = 0;  // of those
    };
    std::vector<Limit> limits;
    int matches = 0;  // that there were to find
  };

  /// Learns from the examples; the same examples give the same model.
  ///
  /// A fifth of them is first kept back for the trial, by which scores become likelihoods.
  /// Errors: `Invalid` when there are fewer than 20 of either kind, which is too few to learn from.
  static Result<Classifier> learn(std::span<const Example> examples);

  /// Errors: `Invalid` when the bytes are no model, or one of another version.
  static Result<Classifier> parse(std::string_view bytes);

  /// What `parse` reads; 8 MiB.
  std::string bytes() const;

  /// From 0 to 1. 0.9 is right nine times of ten on messages like the examples.
  double score(const FoldedText& text) const;

  /// Of the learning that made it; empty after `parse`.
  const Trial& trial() const { return trial_; }

  /// Tells one model from another.
  std::uint64_t digest() const { return digest_; }

 private:
  class Learner;

  /// What is known of the features that share a place, packed: there are millions.
  struct Cell {
    std::int16_t push = 0;     // towards a match, times `weight`, in units of `unit_`
    std::uint16_t weight = 0;  // how telling it is, in units of 1/2048
  };

  void seal();

  std::vector<Cell> cells_;
  float unit_ = 0;
  float bias_ = 0;
  float scale_ = 1;  // of the whole sum, so that the score is a likelihood
  std::uint64_t digest_ = 0;
  Trial trial_;
};

}  // namespace qunguan::text
