/// Packages on their way from workers to the publisher.
@NullMarked
package slipway.master.intake;

import org.jspecify.annotations.NullMarked;
