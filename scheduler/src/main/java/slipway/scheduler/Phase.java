package slipway.scheduler;

/// What an attempt was doing; the names are those of xbps-src.
public enum Phase {
  PREPARE,
  DEPENDENCIES,
  FETCH,
  EXTRACT,
  PATCH,
  CONFIGURE,
  COMPILE,
  CHECK,
  INSTALL,
  PACKAGE,
  UPLOAD
}
