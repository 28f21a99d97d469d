package slipway.webui.login;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One login of one person in one browser.
///
/// @param csrfToken that every form of this session carries
/// @param notice what the last action brought, shown once
record Session(
    String userName, String csrfToken, Instant expires, AtomicReference<@Nullable Notice> notice) {

  Optional<Notice> takeNotice() {
    return Optional.ofNullable(notice.getAndSet(null));
  }
}
