/// What the command line asks of a catalog: graph, show, plan, diff and check, as text.
@NullMarked
package slipway.catalog.commands;

import org.jspecify.annotations.NullMarked;
