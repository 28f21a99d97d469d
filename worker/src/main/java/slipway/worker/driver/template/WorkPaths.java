package slipway.worker.driver.template;

import java.nio.file.Path;
import slipway.worker.driver.Site;

/// Names in the work directory of an attempt. The builder script makes `build`, `destdir`, `props`
/// and `tmp`.
record WorkPaths(Path work) {
  static WorkPaths of(Site site) {
    return new WorkPaths(site.files().work());
  }

  Path tree() {
    return work.resolve("tree");
  }

  Path sysroot() {
    return work.resolve("sysroot");
  }

  Path hostRoot() {
    return work.resolve("hostroot");
  }

  Path script() {
    return work.resolve("builder");
  }

  /// Which package of the sysroot provides which library, see [LibraryProviders].
  Path providers() {
    return work.resolve("providers");
  }

  /// Seconds since 1970: the time stamp of all that is packaged.
  Path epoch() {
    return work.resolve("epoch");
  }

  Path props() {
    return work.resolve("props");
  }

  Path destdir() {
    return work.resolve("destdir");
  }
}
