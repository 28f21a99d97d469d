package slipway.master.farm;

import java.util.EnumSet;
import slipway.logstore.ErrorHistory.Sighting;
import slipway.logstore.ErrorSignature;
import slipway.logstore.LogMark;
import slipway.logstore.LogStore;
import slipway.logstore.LogUnknown;
import slipway.master.history.History;
import slipway.master.wire.Wire;
import slipway.proto.Build;
import slipway.proto.ErrorSighting;
import slipway.proto.GetLogErrorsRequest;
import slipway.proto.LogErrors;
import slipway.proto.LogLine;

/// What went wrong in a log, and whether that was seen before.
final class LogErrorsPage {
  private final LogStore logs;
  private final History history;

  LogErrorsPage(LogStore logs, History history) {
    this.logs = logs;
    this.history = history;
  }

  LogErrors get(GetLogErrorsRequest request) {
    long attempt = request.getAttempt();
    try {
      var marks =
          logs.marks(
              attempt,
              EnumSet.of(LogMark.Kind.ERROR),
              Answers.limit(request.getLimit(), 20, 1_000));
      var errors =
          LogErrors.newBuilder().setErrorCount(marks.errors()).setWarningCount(marks.warnings());
      for (var mark : marks.marks()) {
        errors.addErrors(line(mark.line(), mark.offset(), mark.text()));
      }
      logs.signature(attempt).ifPresent(signature -> addHistory(errors, attempt, signature));
      return errors.build();
    } catch (LogUnknown none) {
      throw Answers.notFound(
          "log of attempt", Long.toUnsignedString(attempt), "it may have printed nothing yet");
    }
  }

  private void addHistory(LogErrors.Builder errors, long attempt, ErrorSignature signature) {
    var seen = logs.errorHistory(signature.id(), other -> other < attempt);
    errors
        .setSignature(signature.text())
        .setFailedAt(line(signature.line(), signature.offset(), ""))
        .setSeenBefore(seen.count());
    seen.first().ifPresent(first -> errors.setFirstSeen(sighting(first)));
    seen.last().ifPresent(last -> errors.setLastSeen(sighting(last)));
  }

  private ErrorSighting sighting(Sighting seen) {
    return ErrorSighting.newBuilder()
        .setBuild(new Attempts(history).buildOf(seen.attempt()).orElse(Build.getDefaultInstance()))
        .setAttempt(seen.attempt())
        .setOffset(seen.offset())
        .setTime(Wire.time(seen.closedAt()))
        .build();
  }

  private static LogLine line(long line, long offset, String text) {
    return LogLine.newBuilder().setLine(line).setOffset(offset).setText(text).build();
  }
}
