/// Tests of what the ledger is made of.
@NullMarked
package slipway.scheduler.ledger;

import org.jspecify.annotations.NullMarked;
