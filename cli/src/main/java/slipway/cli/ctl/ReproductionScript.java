package slipway.cli.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import slipway.proto.Given;
import slipway.proto.Repository;
import slipway.proto.Reproduction;
import slipway.worker.driver.Scripts;
import slipway.worker.driver.template.TemplateDriver;
import slipway.worker.driver.xbpssrc.TrustedKey;
import slipway.xbps.RsaPublicKey;

/// A shell script that repeats one attempt. All that it holds was quoted, since names and logs come
/// from elsewhere; the build itself runs what the tree says, as on a worker.
final class ReproductionScript {
  private static final String HERE_END = "END_OF_SLIPWAY_SCRIPT";

  private final Reproduction attempt;
  private final StringBuilder script = new StringBuilder();

  private ReproductionScript(Reproduction attempt) {
    this.attempt = attempt;
  }

  /// @throws IOException if a key of the farm cannot be read
  static String of(Reproduction attempt) throws IOException {
    var script = new ReproductionScript(attempt);
    script.head();
    script.tree();
    script.repositories();
    if (attempt.getDriver().equals("template")) {
      script.template();
    } else {
      script.xbpsSrc();
    }
    return script.script.toString();
  }

  private void head() {
    var build = attempt.getBuild();
    String name = build.getPackage() + "-" + build.getVersion();
    String target = Targets.text(build.getTarget());
    boolean template = attempt.getDriver().equals("template");
    line("#!/usr/bin/env bash");
    comment(
        "Repeats attempt %d of build %d: %s for %s, as worker %s ran it."
            .formatted(
                attempt.getAttempt().getId(),
                build.getId(),
                name,
                target,
                attempt.getAttempt().getWorker()));
    comment("");
    comment("  bash THIS-SCRIPT [DIRECTORY]    everything is made in DIRECTORY (./" + name + ")");
    comment("");
    comment(
        template
            ? "Needs bash, git, curl, tar with zstd, and a compiler. It installs nothing outside DIRECTORY."
            : "Needs bash, git, curl, and the xbps tools; a chroot as xbps-src makes one.");
    line("set -euo pipefail");
    line("directory=$(realpath -m -- \"${1:-%s}\")".formatted(plain(name)));
    line("mkdir -p \"$directory\"");
    line("cd \"$directory\"");
    line("step() { printf '=> reproduce: %s\\n' \"$*\"; }");
    line("");
  }

  private void tree() {
    line("url=" + quote(attempt.getGitUrl()));
    line("commit=" + quote(attempt.getCommit()));
    line("package=" + quote(attempt.getBuild().getPackage()));
    line("host=" + quote(attempt.getBuild().getTarget().getHost()));
    line("target=" + quote(attempt.getBuild().getTarget().getArchitecture()));
    line("jobs=" + quote(given("jobs").stream().findFirst().orElse("1")));
    line("check=" + (attempt.getChecks() ? "yes" : "no"));
    line(
        """
        step "commit $commit of $url"
        [ -e tree/.git ] || git init -q tree
        if ! git -C tree cat-file -e "$commit^{commit}" 2> /dev/null; then
          git -C tree fetch -q --depth 1 -- "$url" "$commit" 2> /dev/null ||
            git -C tree fetch -q -- "$url" '+refs/heads/*:refs/remotes/farm/*'
        fi
        git -C tree checkout -q --force --detach "$commit"
        """);
  }

  private void repositories() {
    line(
        """
        # index URL SHA256: whether the repository is as it was when the attempt began
        index() {
          local now
          now=$(curl -fsSL -- "$1" | sha256sum) || now=unreachable
          if [ "${now%% *}" = "$2" ]; then
            step "$1 is as it was"
          else
            step "WARNING: $1 is another than it was: what is installed from it may be too"
          fi
        }\
        """);
    for (String value : given("index")) {
      String[] words = value.split(" ", 2);
      line("index " + quote(words[0]) + " " + quote(words.length == 2 ? words[1] : ""));
    }
    line("");
  }

  private void template() throws IOException {
    line("mkdir -p builder packages work/hostroot work/sysroot sources");
    for (String name : TemplateDriver.SCRIPTS) {
      line("cat > builder/%s << '%s'".formatted(name, HERE_END));
      script.append(Scripts.text("template/" + name));
      line(HERE_END);
    }
    line(
        """

        # unpack ROOT URL SHA256: one dependency, exactly that which the attempt had
        unpack() {
          local file=packages/$3.xbps
          if ! echo "$3  $file" | sha256sum --check --status 2> /dev/null; then
            curl -fsSL -o "$file" -- "$2" || { step "$2 is there no more"; exit 1; }
            echo "$3  $file" | sha256sum --check --status || { step "$2 is another file now"; exit 1; }
          fi
          step "unpacking ${2##*/}"
          tar -xf "$file" -C "$1" --exclude=./props.plist --exclude=./files.plist --exclude=./INSTALL --exclude=./REMOVE
        }\
        """);
    unpackAll("host-package", "hostroot");
    unpackAll("target-package", "sysroot");
    String[] compiler = given("compiler").stream().findFirst().orElse("cc c++").split(" ", 2);
    line("rm -rf work/build work/destdir work/props work/tmp");
    line(
        """
        step "the build begins"
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/nonexistent \\
          SLIPWAY_TEMPLATE="$directory/tree/srcpkgs/$package" SLIPWAY_WORK="$directory/work" \\
          SLIPWAY_SYSROOT="$directory/work/sysroot" SLIPWAY_HOSTROOT="$directory/work/hostroot" \\
          SLIPWAY_SOURCES="$directory/sources" SLIPWAY_CHECK="$check" \\
          SOURCE_DATE_EPOCH="$(git -C tree show -s --format=%ct "$commit")" \\
          XBPS_MACHINE="$host" XBPS_TARGET_MACHINE="$target" XBPS_MAKEJOBS="$jobs" \\\
        """);
    line("  CC=%s CXX=%s \\".formatted(quote(compiler[0]), quote(compiler[compiler.length - 1])));
    line("  AR=ar RANLIB=ranlib STRIP=strip bash builder/build.sh build");
    line("step \"what it would package is in $directory/work/destdir\"");
  }

  private void unpackAll(String kind, String root) {
    for (String value : given(kind)) {
      String[] words = value.split(" ", 2);
      String sha256 = words.length == 2 ? words[1] : "";
      line("unpack work/%s %s %s".formatted(root, quote(words[0]), quote(sha256)));
    }
  }

  private void xbpsSrc() throws IOException {
    line("mkdir -p hostdir tree/etc/xbps.d/custom tree/etc/repo-keys");
    line("cd tree");
    line("printf '%s\\n' " + quoted(given("configuration")) + " > etc/conf");
    List<String> urls =
        attempt.getRepositoriesList().stream()
            .map(repository -> "repository=" + repository.getUrl().replaceAll("/+$", ""))
            .toList();
    line("printf '%s\\n' " + quoted(urls) + " > etc/xbps.d/custom/00-slipway.conf");
    for (var key : keys().entrySet()) {
      String plist = Base64.getEncoder().encodeToString(key.getValue());
      line(
          "echo %s | base64 -d > etc/repo-keys/%s"
              .formatted(plist, quote(key.getKey() + ".plist")));
    }
    line(
        """
        roots=(-A "$host" -m "$directory/masterdir" -H "$directory/hostdir")
        if [ -e "$directory/masterdir/.xbps_chroot_init" ]; then
          ./xbps-src "${roots[@]}" clean
          ./xbps-src "${roots[@]}" bootstrap-update
        else
          ./xbps-src "${roots[@]}" binary-bootstrap
        fi
        options=(-1 -j "$jobs")
        [ "$target" = "$host" ] || options+=(-a "$target")
        [ "$check$target" != "yes$host" ] || options+=(-Q)\
        """);
    for (String options : given("options")) {
      line("options+=(%s)".formatted(quoted(List.of(options.split(" ")))));
    }
    line("step \"./xbps-src ${roots[*]} ${options[*]} pkg $package\"");
    line("./xbps-src \"${roots[@]}\" \"${options[@]}\" pkg \"$package\"");
    line("step \"packages are in $directory/hostdir/binpkgs\"");
  }

  private Map<String, byte[]> keys() throws IOException {
    var keys = new TreeMap<String, byte[]>();
    for (Repository repository : attempt.getRepositoriesList()) {
      if (!repository.getPublicKey().isEmpty()) {
        RsaPublicKey key =
            RsaPublicKey.parse(repository.getPublicKey().toString(StandardCharsets.US_ASCII));
        keys.put(key.fingerprint(), TrustedKey.plist(key));
      }
    }
    return keys;
  }

  private List<String> given(String key) {
    var values = new ArrayList<String>();
    for (Given one : attempt.getGivenList()) {
      if (one.getKey().equals(key)) {
        values.add(one.getValue());
      }
    }
    return values;
  }

  private void line(String text) {
    script.append(text).append('\n');
  }

  /// One line, whatever the text holds.
  private void comment(String text) {
    line(("# " + Tables.printable(text)).stripTrailing());
  }

  /// Nothing that means anything to a shell.
  private static String plain(String text) {
    return text.replaceAll("[^A-Za-z0-9+._-]", "_");
  }

  private static String quoted(List<String> words) {
    return String.join(" ", words.stream().map(ReproductionScript::quote).toList());
  }

  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
