package slipway.logstore.upkeep;

import java.util.List;

/// What a verification found.
///
/// @param logs looked at
/// @param bytes of logs that were read and are as they were written
/// @param damage each named with its attempt and offset, or its file; at most {@link #DAMAGE_MAX}
/// @param damageCount all of it, what is not listed included
public record VerifyReport(long logs, long bytes, List<String> damage, long damageCount) {
  public static final int DAMAGE_MAX = 1000;

  public VerifyReport {
    damage = List.copyOf(damage);
  }

  public boolean whole() {
    return damageCount == 0;
  }
}
