package slipway.webui;

/// What builds print, made up.
final class SampleLog {

  private static final String ESC = "\u001b";

  private SampleLog() {}

  /// The beginning of a long build with so many steps.
  static String chromium(int steps) {
    var log = new StringBuilder(head("chromium-143.0.7204.49_1"));
    for (int i = 1; i <= steps; i++) {
      log.append(step(i, 54_120)).append('\n');
      if (i % 211 == 0) {
        log.append("../../third_party/blink/renderer/core/dom/node.cc:1204:18: ")
            .append(ESC + "[1m" + ESC + "[35mwarning: " + ESC + "[0m" + ESC + "[1m")
            .append("unused variable 'parent' [-Wunused-variable]" + ESC + "[0m\n");
      }
    }
    return log.toString();
  }

  static String step(int i, int of) {
    return "[%d/%d] %sCXX%s obj/content/browser/browser/render_frame_host_impl_%d.o"
        .formatted(i, of, ESC + "[32m", ESC + "[0m", i);
  }

  /// A whole log that ends badly.
  static String failing() {
    var log = new StringBuilder(head("curl-8.17.0_1"));
    for (int i = 0; i < 40; i++) {
      log.append("  CC       libcurl_la-")
          .append("abcdefghij".charAt(i % 10))
          .append(i)
          .append(".lo\n");
    }
    return log.append("  CCLD     curl\n")
        .append(
            ESC
                + "[1m/usr/bin/ld:"
                + ESC
                + "[0m ../lib/.libs/libcurl.so: in function `ossl_connect':\n")
        .append("vtls/openssl.c:4021: undefined reference to `SSL_CTX_set_ciphersuites'\n")
        .append(
            "collect2: "
                + ESC
                + "[01;31m"
                + ESC
                + "[Kerror: "
                + ESC
                + "[m"
                + ESC
                + "[Kld returned 1 exit status\n")
        .append("make[2]: *** [Makefile:1180: curl] Error 1\n")
        .append("make[1]: *** [Makefile:1402: all-recursive] Error 1\n")
        .append(
            ESC
                + "[1m=> ERROR: curl-8.17.0_1: do_build: '${make_cmd} ${makejobs}' exited with 2"
                + ESC
                + "[m\n")
        .append("=> ERROR:   in do_build() at common/build-style/gnu-configure.sh:14\n")
        .toString();
  }

  private static String head(String pkgver) {
    return """
    => xbps-src: updating repositories...
    [*] Updating repository `http://127.0.0.1:8080/repo/x86_64-repodata' ...
    => %1$s: building [gnu-configure] for x86_64...
       [target] zlib-devel-1.3.1_1: found (http://127.0.0.1:8080/repo)
       [host] pkg-config-0.29.2_3: found (http://127.0.0.1:8080/repo)
    => %1$s: running do-fetch hook: 00-distfiles ...
    => %1$s: running do-extract hook: 00-distfiles ...
    => %1$s: running pre_configure ...
    checking for gcc... cc
    checking whether the C compiler works... yes
    => %1$s: running do_build ...
    """
        .formatted(pkgver);
  }
}
