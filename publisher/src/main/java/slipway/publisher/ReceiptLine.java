package slipway.publisher;

import java.time.Instant;

/// One step of a package file on its way from a build to a mirror, written once it was read back.
///
/// @param step `delivered`, `signed`, `staged`, `released` or `mirrored`; `unchanged` for a rebuild
///   that brought nothing new, `warning` for what a person should look at
/// @param file relative to the repository's root
/// @param detail for people: who delivered it, digests, which index, which mirror
public record ReceiptLine(Instant time, String step, String file, String detail) {}
