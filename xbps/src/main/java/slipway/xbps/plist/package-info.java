/// Property lists: the XML dialect in which XBPS keeps all its metadata.
@NullMarked
package slipway.xbps.plist;

import org.jspecify.annotations.NullMarked;
