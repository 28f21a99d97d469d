package slipway.logstore;

import java.util.List;
import java.util.Optional;

/// The marks of one log, in order.
///
/// @param marks at most as many as were asked for
/// @param warnings all of the log, those not given included
/// @param errors all of the log, those not given included
public record LogMarks(List<LogMark> marks, long warnings, long errors) {
  public LogMarks {
    marks = List.copyOf(marks);
  }

  /// Where to look first in the log of a failed build.
  public Optional<LogMark> firstError() {
    return marks.stream().filter(mark -> mark.kind() == LogMark.Kind.ERROR).findFirst();
  }
}
