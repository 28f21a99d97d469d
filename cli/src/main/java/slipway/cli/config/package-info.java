/// Configuration files: TOML, read whole, every mistake reported at once.
@NullMarked
package slipway.cli.config;

import org.jspecify.annotations.NullMarked;
