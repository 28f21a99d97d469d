/// What has happened, arranged for those who ask.
@NullMarked
package slipway.master.history;

import org.jspecify.annotations.NullMarked;
