package slipway.worker.driver.template;

import java.util.Map;
import java.util.Optional;

/// The host's compiler for a host architecture. Only native builds: a cross compiler needs a
/// sysroot of its own, which is what the xbps-src driver is for.
record Toolchain(String cc, String cxx) {
  private static final Map<String, Toolchain> NATIVE =
      Map.of(
          "x86_64", new Toolchain("cc", "c++"),
          "aarch64", new Toolchain("cc", "c++"),
          // Debian has no C++ library for musl: where a template asks for it, the build says so.
          "x86_64-musl", new Toolchain("musl-gcc", "no-c++-for-musl"),
          "aarch64-musl", new Toolchain("musl-gcc", "no-c++-for-musl"));

  static Optional<Toolchain> of(String host) {
    return Optional.ofNullable(NATIVE.get(host));
  }
}
