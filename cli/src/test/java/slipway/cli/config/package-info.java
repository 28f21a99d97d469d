@NullMarked
package slipway.cli.config;

import org.jspecify.annotations.NullMarked;
