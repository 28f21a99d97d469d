package slipway.worker.attempt;

/// What an attempt is doing, in order. The names are those on the wire.
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
