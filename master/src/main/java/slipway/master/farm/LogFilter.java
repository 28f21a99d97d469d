package slipway.master.farm;

import com.google.protobuf.Timestamp;
import java.util.function.Predicate;
import slipway.logstore.SearchQuery;
import slipway.master.farm.Attempts.Known;
import slipway.master.wire.Wire;
import slipway.proto.Attempt;
import slipway.proto.Phase;
import slipway.proto.SearchLogsRequest;

/// Which logs a search looks at.
final class LogFilter {
  private LogFilter() {}

  /// What the log store is asked.
  ///
  /// @throws IllegalArgumentException if the request cannot be right; the message is for the one
  ///   who asked
  static SearchQuery query(SearchLogsRequest request, Attempts attempts) {
    if (request.getText().isEmpty()) {
      throw new IllegalArgumentException("text: say what to look for");
    }
    Predicate<Known> passes = filter(request);
    return new SearchQuery(
        request.getText(),
        request.getRegex(),
        request.getIgnoreCase(),
        isFiltered(request)
            ? attempt -> attempts.find(attempt).filter(passes).isPresent()
            : _ -> true,
        request.getContextLines(),
        Answers.limit(request.getLimit(), 100, 1_000));
  }

  private static boolean isFiltered(SearchLogsRequest request) {
    var textAlone =
        request.toBuilder()
            .clearText()
            .clearRegex()
            .clearIgnoreCase()
            .clearContextLines()
            .clearLimit()
            .build();
    return !textAlone.equals(SearchLogsRequest.getDefaultInstance());
  }

  private static Predicate<Known> filter(SearchLogsRequest request) {
    Predicate<Known> build =
        known ->
            request.getPackage().isEmpty()
                || request.getPackage().equals(known.build().getPackage());
    return build
        .and(known ->
            !request.hasTarget()
                || Wire.target(request.getTarget()).equals(Wire.target(known.build().getTarget())))
        .and(known -> passes(known.attempt().orElse(Attempt.getDefaultInstance()), request));
  }

  private static boolean passes(Attempt attempt, SearchLogsRequest request) {
    return (request.getWorker().isEmpty() || request.getWorker().equals(attempt.getWorker()))
        && (request.getCausesCount() == 0 || request.getCausesList().contains(attempt.getCause()))
        && (request.getPhase() == Phase.PHASE_UNSPECIFIED
            || request.getPhase() == attempt.getPhase())
        && (!request.hasSince() || !isBefore(attempt.getStarted(), request.getSince()))
        && (!request.hasUntil() || isBefore(attempt.getStarted(), request.getUntil()));
  }

  private static boolean isBefore(Timestamp time, Timestamp other) {
    return Wire.time(time).isBefore(Wire.time(other));
  }
}
