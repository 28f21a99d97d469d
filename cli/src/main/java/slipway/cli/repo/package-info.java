/// `slipway repo`: repositories of packages, without a farm.
@NullMarked
package slipway.cli.repo;

import org.jspecify.annotations.NullMarked;
