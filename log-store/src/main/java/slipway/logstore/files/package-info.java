/// Logs to and from plain files.
@NullMarked
package slipway.logstore.files;

import org.jspecify.annotations.NullMarked;
