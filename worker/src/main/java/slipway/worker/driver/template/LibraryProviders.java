package slipway.worker.driver.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import slipway.worker.repository.Closure;

/// Which package provides which shared library, among those that a build was given. Kept on disk as
/// lines `SONAME PKGVER`, since packages may be made by a later process than the one that unpacked.
record LibraryProviders(Map<String, String> pkgverBySoname) {
  LibraryProviders {
    pkgverBySoname = new TreeMap<>(pkgverBySoname);
  }

  static LibraryProviders of(List<Closure.Found> packages) {
    var providers = new TreeMap<String, String>();
    for (Closure.Found found : packages) {
      for (String soname : found.entry().shlibProvides()) {
        providers.putIfAbsent(soname, found.entry().pkgver().toString());
      }
    }
    return new LibraryProviders(providers);
  }

  static LibraryProviders read(Path file) throws IOException {
    var providers = new TreeMap<String, String>();
    for (String line : Files.readAllLines(file)) {
      int blank = line.indexOf(' ');
      providers.put(line.substring(0, blank), line.substring(blank + 1));
    }
    return new LibraryProviders(providers);
  }

  void write(Path file) throws IOException {
    var text = new StringBuilder();
    pkgverBySoname.forEach(
        (soname, pkgver) -> text.append(soname).append(' ').append(pkgver).append('\n'));
    Files.writeString(file, text);
  }

  Optional<String> providerOf(String soname) {
    return Optional.ofNullable(pkgverBySoname.get(soname));
  }
}
