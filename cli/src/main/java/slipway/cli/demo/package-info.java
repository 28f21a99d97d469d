/// `slipway demo`: a whole farm on one machine, and a few pushes through it.
@NullMarked
package slipway.cli.demo;

import org.jspecify.annotations.NullMarked;
