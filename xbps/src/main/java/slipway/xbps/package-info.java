/// The XBPS formats in plain Java: names and versions, dependency patterns, package files,
/// repository indexes, signatures.
///
/// Everything read here may come from a stranger. What cannot be right is refused with an
/// [XbpsFormatException] that says what and where.
@NullMarked
package slipway.xbps;

import org.jspecify.annotations.NullMarked;
