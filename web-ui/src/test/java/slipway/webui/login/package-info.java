/// Tests of passwords and users files.
@NullMarked
package slipway.webui.login;

import org.jspecify.annotations.NullMarked;
