package slipway.logstore.search;

import java.util.ArrayList;
import java.util.List;
import slipway.logstore.index.GramQuery;
import slipway.logstore.search.RegexNeeds.AllOf;
import slipway.logstore.search.RegexNeeds.AnyOf;
import slipway.logstore.search.RegexNeeds.Need;
import slipway.logstore.search.RegexNeeds.Nothing;
import slipway.logstore.search.RegexNeeds.Text;

/// The texts that every match of a regular expression holds.
///
/// @param oneOf every match holds at least one of these; empty if nothing is known
record RequiredText(GramQuery grams, List<String> oneOf, boolean ignoresCase) {
  /// More alternatives are not looked for one by one.
  private static final int ONE_OF_MAX = 16;

  RequiredText {
    oneOf = List.copyOf(oneOf);
  }

  /// What a valid expression needs.
  static RequiredText of(String expression, boolean ignoreCase) {
    var parser = new RegexNeeds(expression, ignoreCase);
    var need = parser.parse();
    return new RequiredText(grams(need), oneOf(need), parser.ignoresCase());
  }

  private static GramQuery grams(Need need) {
    return switch (need) {
      case Nothing _ -> new GramQuery.Anything();
      case Text text -> GramQuery.text(text.text());
      case AllOf all -> new GramQuery.AllOf(all.needs().stream().map(RequiredText::grams).toList());
      case AnyOf any -> new GramQuery.AnyOf(any.needs().stream().map(RequiredText::grams).toList());
    };
  }

  /// The texts of one part of the need, the part whose shortest text is the longest: it rules out
  /// the most.
  private static List<String> oneOf(Need need) {
    return switch (need) {
      case Nothing _ -> List.of();
      case Text text -> List.of(text.text());
      case AllOf all -> {
        List<String> best = List.of();
        for (var part : all.needs()) {
          var texts = oneOf(part);
          best = shortest(texts) > shortest(best) ? texts : best;
        }
        yield best;
      }
      case AnyOf any -> {
        var texts = new ArrayList<String>();
        for (var part : any.needs()) {
          var more = oneOf(part);
          if (more.isEmpty() || texts.size() + more.size() > ONE_OF_MAX) {
            yield List.of();
          }
          texts.addAll(more);
        }
        yield texts;
      }
    };
  }

  private static int shortest(List<String> texts) {
    return texts.stream().mapToInt(String::length).min().orElse(0);
  }
}
