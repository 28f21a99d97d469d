package slipway.scheduler;

import java.util.List;

/// Why a build is where it is: a sentence, and the facts behind it, each following from the next.
public record Explanation(String sentence, List<Fact> facts) {
  public Explanation {
    facts = List.copyOf(facts);
  }

  /// @param build what it speaks of, or 0
  /// @param worker whom it speaks of, or empty
  public record Fact(String text, long build, String worker) {}
}
