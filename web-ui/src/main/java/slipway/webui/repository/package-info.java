/// The package repository as plain files over HTTP, for `xbps-install` and for builders.
@NullMarked
package slipway.webui.repository;

import org.jspecify.annotations.NullMarked;
