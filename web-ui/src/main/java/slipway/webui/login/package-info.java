/// Who is at the other end: users, passwords, sessions, roles.
@NullMarked
package slipway.webui.login;

import org.jspecify.annotations.NullMarked;
