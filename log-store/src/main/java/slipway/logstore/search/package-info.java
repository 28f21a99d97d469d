/// Finding lines in all logs.
@NullMarked
package slipway.logstore.search;

import org.jspecify.annotations.NullMarked;
